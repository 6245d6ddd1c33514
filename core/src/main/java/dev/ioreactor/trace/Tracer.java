package dev.ioreactor.trace;

import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * Is told of everything that a runtime does, in order: the one place for logs, metrics, recordings
 * and JFR events. Does nothing unless overridden.
 *
 * <p>Called on the runtime's thread, from inside the cycle, except {@link #blocking}: must be
 * quick, must not throw and must not call the runtime.
 */
public interface Tracer {
    /** A tracer that does nothing. */
    Tracer NONE = new Tracer() {};

    /** A cycle's wait is over. */
    default void cycleBegan(long nowNanos, int completions) {}

    /** A cycle's work is done, {@code workNanos} after its wait was over. */
    default void cycleEnded(long nowNanos, long workNanos) {}

    /** A resource was opened or registered; {@code kind} is a word such as {@code connection}. */
    default void opened(ResourceId id, String kind) {}

    /** A connection or datagram socket delivered bytes to its handler. */
    default void received(ResourceId id, int bytes) {}

    /** The kernel took bytes of a connection, or datagrams' bytes. */
    default void sent(ResourceId id, int bytes) {}

    /** A send was refused at the high watermark. */
    default void refused(ResourceId id, long queuedBytes) {}

    /** A user's resource was told that it is ready. */
    default void ready(ResourceId id, int bits) {}

    /** Accepting paused, with the error number that caused it, 0 for a limit of our own. */
    default void acceptPaused(ResourceId listener, int errno) {}

    /** Accepting resumed. */
    default void acceptResumed(ResourceId listener) {}

    /** A handler, timer or command threw. */
    default void failed(@Nullable ResourceId id, Throwable cause) {}

    /** A user's resource made no progress and is left alone for a while. */
    default void quarantined(ResourceId id, int bits) {}

    /** A resource is closed; its handler has been told. */
    default void closed(ResourceId id, CloseReason reason, long unsentBytes) {}

    /** Commands were run. */
    default void commands(int count) {}

    /** Timers were fired. */
    default void timers(int count) {}

    /** A resource was handed over: for this runtime it is gone. */
    default void handedOver(ResourceId id) {}

    /**
     * Thread-safe, the only one: called on the watchdog's thread while a callback is still running,
     * once per callback that runs longer than the threshold for slow handlers.
     */
    default void blocking(BlockedHandler handler) {}

    /** The same callback has returned; {@code handler} says for how long it was last seen. */
    default void slow(BlockedHandler handler) {}

    /** A tracer that tells this one and then {@code next}. */
    default Tracer andThen(Tracer next) {
        if (this == NONE) {
            return next;
        }
        return next == NONE ? this : new TracerPair(this, next);
    }
}
