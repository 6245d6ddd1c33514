package dev.ioreactor.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a runtime was asked to stop, and with which grace; of several requests the most urgent
 * counts. Thread-safe.
 */
final class StopRequest {
    private static final long NONE = Long.MAX_VALUE;

    private final AtomicLong graceNanos = new AtomicLong(NONE);

    /** Asks for a stop; 0 is an abort. */
    void ask(long nanos) {
        long bounded = Math.clamp(nanos, 0, NONE - 1);
        graceNanos.accumulateAndGet(bounded, Math::min);
    }

    boolean isAsked() {
        return graceNanos.get() != NONE;
    }

    long graceNanos() {
        return graceNanos.get();
    }
}
