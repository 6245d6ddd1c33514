package dev.ioreactor.resource;

import dev.ioreactor.engine.Close;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.time.Timer;

/**
 * Ends a connection on which no byte came or went for so long.
 *
 * <p>Putting it off only notes when; the timer stays where it is, and when it fires is armed for
 * what is left.
 */
final class IdleDeadline {
    private final StreamConnection connection;
    private final long limitNanos;
    private final Timer timer;
    private long lastActivityNanos;

    /** Counts from now. */
    IdleDeadline(StreamConnection connection, long limitNanos) {
        this.connection = connection;
        this.limitNanos = limitNanos;
        lastActivityNanos = connection.context().nanos();
        timer = connection.context().after(limitNanos, this::check);
    }

    /** Counts from then on. */
    void putOff(long nowNanos) {
        lastActivityNanos = nowNanos;
    }

    private void check() {
        long leftNanos = lastActivityNanos + limitNanos - connection.context().nanos();
        if (leftNanos <= 0) {
            connection.end(new CloseReason.TimedOut("idle"), Close.Mode.CLOSE);
        } else {
            timer.rescheduleNanos(leftNanos);
        }
    }

    void cancel() {
        timer.cancel();
    }
}
