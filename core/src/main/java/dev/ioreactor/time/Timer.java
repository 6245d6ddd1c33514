package dev.ioreactor.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A callback with a deadline, and the handle by which its creator cancels or moves it.
 *
 * <p>A timer belongs to the {@link TimerWheel} that made it and is used on that wheel's owner
 * thread only. It can be used again for ever: rescheduling one that has fired or was cancelled
 * allocates nothing.
 *
 * <pre>
 *                   reschedule
 *          ┌────────────────────────────┐
 *          ▼                            │
 *       PENDING ──── cancel ─────────▶ IDLE
 *        │   ▲                          ▲
 *   fire │   │ callback returned        │ cancel in the callback,
 *        ▼   │ (repeating)              │ or a one-shot timer fires
 *       FIRING ─────────────────────────┘
 * </pre>
 */
public final class Timer {

    /** Values of {@link #place} below the bucket numbers. */
    static final int IDLE = -1;

    /** A repeating timer whose callback is running: to be armed again when it returns. */
    static final int FIRING = -2;

    /** The value of {@link #place} for the heap's index 0; each further index is one more. */
    static final int IN_HEAP = 1 << 10;

    final TimerWheel wheel;
    final Runnable callback;

    /** Null if it fires once. */
    final @Nullable Repetition repetition;

    /**
     * {@link #IDLE}, {@link #FIRING}, the number of the bucket it is in, or from {@link #IN_HEAP}
     * on its place in the heap.
     */
    int place = IDLE;

    /** Neighbours in the bucket; null at its ends and when in no bucket. */
    @Nullable Timer previous;

    @Nullable Timer next;

    long deadlineNanos;

    /** Breaks ties between equal deadlines: the order in which timers were armed. */
    long sequence;

    Timer(TimerWheel wheel, @Nullable Repetition repetition, Runnable callback) {
        this.wheel = wheel;
        this.repetition = repetition;
        this.callback = callback;
    }

    /**
     * Takes the timer out of its wheel; a repeating one stops repeating. May be called at any time
     * and any number of times, also in the timer's own callback.
     *
     * @return whether the timer was pending
     */
    public boolean cancel() {
        return wheel.cancel(this);
    }

    /**
     * Arms the timer anew, so that it fires once {@code delay} has passed from now, whether it is
     * pending, has fired, was cancelled, or is in its own callback. Among timers with the same
     * deadline it counts as the youngest. A repeating timer keeps its period from there on.
     *
     * @param delay from now; as many nanoseconds as a {@code long} holds at most
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public void reschedule(Duration delay) {
        rescheduleNanos(TimeUnit.NANOSECONDS.convert(delay));
    }

    /**
     * As {@link #reschedule}, with the delay in nanoseconds.
     *
     * @param delayNanos from now
     * @throws IllegalArgumentException if {@code delayNanos} is negative
     */
    public void rescheduleNanos(long delayNanos) {
        wheel.reschedule(this, delayNanos);
    }

    /** {@return whether it is to fire: it is armed, or repeating and just in its callback} */
    public boolean isPending() {
        return place != IDLE;
    }

    /**
     * {@return the time on the wheel's clock before which the callback does not run; the last such
     * time when the timer is not pending}
     */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * {@return how many firings a fixed-rate timer has skipped so far, because a later one was
     * already due when the wheel came round to it; zero for other timers}
     */
    public long missed() {
        return repetition == null ? 0 : repetition.missed;
    }

    /** Thread-safe. Names the class of the callback, or of the code that a lambda stands in. */
    @Override
    public String toString() {
        String name = callback.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return "timer of " + (lambda < 0 ? name : name.substring(0, lambda));
    }

    /** The firing order. Subtraction-safe: only timers less than 2^63 ns apart are compared. */
    boolean firesBefore(Timer other) {
        long difference = deadlineNanos - other.deadlineNanos;
        return difference < 0 || (difference == 0 && sequence - other.sequence < 0);
    }
}
