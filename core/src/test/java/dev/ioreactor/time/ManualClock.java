package dev.ioreactor.time;

/** A clock whose hands are moved by the test. */
final class ManualClock implements Clock {

    private long nanos;

    ManualClock(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    void advance(long byNanos) {
        nanos += byNanos;
    }
}
