package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * poll(2) over an array of {@link PollFd}. Returns the number of ready descriptors or the negative
 * errno.
 */
public final class Polling {
    private static final CFunction POLL = Native.bind("poll", INT, LONG, LONG, INT);

    private Polling() {}

    /**
     * Waits until a descriptor is ready or the time is over; negative waits without end; see
     * poll(2).
     */
    public static int poll(CallState state, long descriptors, long count, int timeoutMillis) {
        try {
            return state.result(
                    (int)
                            POLL.handle.invokeExact(
                                    state.segment(), descriptors, count, timeoutMillis));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Waits with a timeout in nanoseconds; negative waits without end. Linux and FreeBSD only; see
     * ppoll(2).
     */
    public static int pollNanos(CallState state, long descriptors, long count, long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return poll(state, descriptors, count, timeoutNanos == 0 ? 0 : -1);
        }
        Timespec.put(state.scratch(), timeoutNanos);
        try {
            return state.result(
                    (int)
                            Precise.PPOLL.handle.invokeExact(
                                    state.segment(), descriptors, count, state.scratch(), 0L));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Linked apart, since macOS has no ppoll. */
    private static final class Precise {
        static final CFunction PPOLL = Native.bind("ppoll", INT, LONG, LONG, LONG, LONG);
    }
}
