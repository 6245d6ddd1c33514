package dev.ioreactor.resource;

import dev.ioreactor.service.Counters;
import java.lang.invoke.VarHandle;

/**
 * What a runtime counts, as plain fields that its thread alone writes.
 *
 * <p>{@link #snapshot} is thread-safe: each figure is one that was true a moment ago.
 */
public final class Tally {
    public long cycles;
    public long completions;
    public long staleCompletions;
    public long commands;
    public long timers;
    public long accepted;
    public long connected;
    public long closed;
    public long openResources;
    public long bytesReceived;
    public long bytesSent;
    public long datagramsReceived;
    public long datagramsSent;
    public long sendsRefused;
    public long acceptPauses;
    public long failures;
    public long longestCycleNanos;

    /** All zero. */
    public Tally() {}

    /** Thread-safe. All figures, with the wakes that somebody else counts. */
    public Counters snapshot(long wakes) {
        VarHandle.acquireFence();
        return new Counters(
                cycles,
                completions,
                staleCompletions,
                commands,
                timers,
                accepted,
                connected,
                closed,
                openResources,
                bytesReceived,
                bytesSent,
                datagramsReceived,
                datagramsSent,
                sendsRefused,
                acceptPauses,
                failures,
                wakes,
                longestCycleNanos);
    }
}
