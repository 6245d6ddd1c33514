package dev.ioreactor.engine.readiness;

import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Sockets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine whose kernel is a list: level-triggered, reports hang-ups and failures unasked, and
 * spends no time but on its own clock.
 */
final class MemoryEngine extends ReadinessEngine {
    /** Each change of interest, such as {@code a 0>1}. */
    final List<String> changes = new ArrayList<>();

    /** The timeout of each wait. */
    final List<Long> waits = new ArrayList<>();

    /** Done by the next waits that find nothing, instead of waiting out their time. */
    final ArrayDeque<Interruption> interruptions = new ArrayDeque<>();

    final MemoryIo io;
    boolean logging = true;
    int releases;

    private final List<MemoryHandle> registered = new ArrayList<>();
    private final long[] clock;
    private boolean woken;

    MemoryEngine(int completionsPerPoll) {
        this(completionsPerPoll, new MemoryIo(), new long[1]);
    }

    private MemoryEngine(int completionsPerPoll, MemoryIo io, long[] clock) {
        super(new EngineConfig(() -> clock[0], completionsPerPoll, 1_024), io);
        this.io = io;
        this.clock = clock;
    }

    /** How a wait ends early. */
    record Interruption(long afterNanos, int outcome, Runnable meanwhile) {}

    @Override
    protected int changeInterest(ReadyHandle handle, int oldMask, int newMask) {
        MemoryHandle known = (MemoryHandle) handle;
        if (logging) {
            changes.add(known + " " + oldMask + ">" + newMask);
        }
        registered.remove(known);
        if (newMask != 0 && known.refusal == 0) {
            registered.add(known);
            known.mask = newMask;
        }
        return -known.refusal;
    }

    @Override
    protected int await(long timeoutNanos) {
        if (logging) {
            waits.add(timeoutNanos);
        }
        if (woken) {
            woken = false;
            return WOKEN;
        }
        if (gather() > 0 || timeoutNanos == 0) {
            return 0;
        }
        Interruption interruption = interruptions.poll();
        if (interruption != null) {
            clock[0] += interruption.afterNanos;
            interruption.meanwhile.run();
            return interruption.outcome;
        }
        clock[0] += timeoutNanos;
        return 0;
    }

    private int gather() {
        int found = 0;
        for (int i = 0; i < registered.size(); i++) {
            MemoryHandle handle = registered.get(i);
            int unasked = Ready.HANGUP | Ready.ERROR | INVALID;
            int bits = handle.readyBits() & (handle.mask | unasked);
            if (bits != 0) {
                ready(handle, bits);
                found++;
            }
        }
        return found;
    }

    /** Reports readiness that is not there. */
    void reportSpuriously(MemoryHandle handle, int bits) {
        ready(handle, bits);
    }

    boolean reportsOn(MemoryHandle handle) {
        return registered.contains(handle);
    }

    long nanos() {
        return clock[0];
    }

    @Override
    protected void release() {
        releases++;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Sockets sockets() {
        throw new UnsupportedOperationException("the test makes the handles");
    }

    @Override
    public ChunkMemory memory() {
        return ChunkMemory.direct();
    }

    @Override
    public void wake() {
        woken = true;
    }
}
