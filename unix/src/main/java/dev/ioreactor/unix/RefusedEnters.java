package dev.ioreactor.unix;

import dev.ioreactor.engine.Errno;

/**
 * How long to let the kernel be after it refused to be entered, for want of memory ({@code EAGAIN})
 * or of room for completions ({@code EBUSY}): what passes by itself would otherwise be asked for
 * without a pause until it does. Source: io_uring_enter(2).
 *
 * <p>The first refusal is answered at once, since reading completions may be all that was missing;
 * after each further one in a row the pause is twice as long, up to ten milliseconds.
 */
final class RefusedEnters {
    /** So many in a row take about five seconds: more is for ever. */
    private static final int MOST = 500;

    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    private int inARow;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /** Takes note of what an enter returned. */
    void note(int result) {
        if (!isRefusal(result)) {
            inARow = 0;
            pauseNanos = FIRST_PAUSE_NANOS;
        } else if (++inARow > 2) {
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
        }
    }

    static boolean isRefusal(int result) {
        return result == -Errno.EAGAIN || result == -Errno.EBUSY;
    }

    /** How long to pause before the next enter; 0 for not at all. */
    long pauseNanos() {
        return inARow > 1 ? pauseNanos : 0;
    }

    /** Whether there is no hope left. */
    boolean areForEver() {
        return inARow > MOST;
    }
}
