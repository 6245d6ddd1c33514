package dev.ioreactor.runtime;

/**
 * Decides how long to look for work before blocking: adaptive spinning.
 *
 * <p>Blocking costs a wake-up of the thread, tens of microseconds on most machines, which a waiter
 * that keeps looking does not pay; but it burns its core meanwhile. Spinning pays only when work
 * usually comes within the bound. So the time of each wait is averaged, blocked ones included and
 * each counted as four bounds at the most, and there is no spinning while the average exceeds the
 * bound: a quiet runtime costs nothing, and a busy one finds back to spinning within some waits.
 */
final class Spinner {
    private static final int WEIGHT_BITS = 3; // a new wait counts one eighth

    private final long boundNanos;
    private long averageNanos;

    /** Spins for at most {@code boundNanos} before each wait; 0 for never. */
    Spinner(long boundNanos) {
        this.boundNanos = boundNanos;
    }

    /** How long to spin before the next wait. */
    long budgetNanos() {
        return averageNanos <= boundNanos ? boundNanos : 0;
    }

    boolean isOff() {
        return boundNanos == 0;
    }

    /** A wait, spinning and blocking together, has taken so long. */
    void waited(long nanos) {
        long counted = Math.min(nanos, 4 * boundNanos);
        averageNanos += (counted - averageNanos) >> WEIGHT_BITS;
    }
}
