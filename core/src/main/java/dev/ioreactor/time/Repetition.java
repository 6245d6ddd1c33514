package dev.ioreactor.time;

/** How a timer repeats: with a fixed rate, or with a fixed delay. */
final class Repetition {
    final long nanos;
    final boolean isRate;

    /** How many firings of a fixed rate were skipped. */
    long missed;

    private Repetition(long nanos, boolean isRate) {
        this.nanos = nanos;
        this.isRate = isRate;
    }

    static Repetition atFixedRate(long periodNanos) {
        return new Repetition(periodNanos, true);
    }

    static Repetition withFixedDelay(long delayNanos) {
        return new Repetition(delayNanos, false);
    }

    /** Counts what a firing that is so late makes up for. */
    void fired(long lateNanos) {
        if (isRate) {
            missed += lateNanos / nanos;
        }
    }
}
