package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * kqueue(2) over an array of {@link Kevent}; macOS and the BSDs only. Each function returns the
 * negative errno when it fails.
 */
public final class Kqueue {
    private static final CFunction CREATE = Native.bind("kqueue", INT);
    private static final CFunction KEVENT =
            Native.bind("kevent", INT, INT, LONG, INT, LONG, INT, LONG);

    private Kqueue() {}

    /** Opens a queue and returns its descriptor; see kqueue(2). */
    public static int create(CallState state) {
        try {
            return state.result((int) CREATE.handle.invokeExact(state.segment()));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Applies changes, then waits and returns the number of events written; {@code timespec} 0
     * waits without end; see kevent(2).
     */
    public static int kevent(
            CallState state,
            int queue,
            long changes,
            int changeCount,
            long events,
            int capacity,
            long timespec) {
        try {
            return state.result(
                    (int)
                            KEVENT.handle.invokeExact(
                                    state.segment(),
                                    queue,
                                    changes,
                                    changeCount,
                                    events,
                                    capacity,
                                    timespec));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
