package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import dev.ioreactor.engine.Errno;

/**
 * epoll(7) over an array of {@link EpollEvent}; Linux only. Each function returns the negative
 * errno when it fails.
 */
public final class Epoll {
    /** The same number on every architecture; called directly since old C libraries lack it. */
    private static final long SYS_EPOLL_PWAIT2 = 441;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Set for good once the kernel, or a filter in front of it, has refused epoll_pwait2. */
    static volatile boolean millisOnly;

    private static final CFunction CREATE = Native.bind("epoll_create1", INT, INT);
    private static final CFunction EPOLL_CTL = Native.bind("epoll_ctl", INT, INT, INT, INT, LONG);
    private static final CFunction EPOLL_WAIT = Native.bind("epoll_wait", INT, INT, LONG, INT, INT);
    private static final CFunction EPOLL_PWAIT2 =
            Native.bindVariadic("syscall", 1, LONG, LONG, INT, LONG, INT, LONG, LONG, LONG);

    private Epoll() {}

    /** Opens an interest list and returns its descriptor; see epoll_create1(2). */
    public static int create(CallState state, int flags) {
        try {
            return state.result((int) CREATE.handle.invokeExact(state.segment(), flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Adds, changes or removes a descriptor's interest; see epoll_ctl(2). */
    public static int epollCtl(CallState state, int epoll, int operation, int fd, long event) {
        try {
            return state.result(
                    (int)
                            EPOLL_CTL.handle.invokeExact(
                                    state.segment(), epoll, operation, fd, event));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Waits and returns the number of events written; negative waits without end; see
     * epoll_wait(2).
     */
    public static int epollWait(
            CallState state, int epoll, long events, int capacity, int timeoutMillis) {
        try {
            return state.result(
                    (int)
                            EPOLL_WAIT.handle.invokeExact(
                                    state.segment(), epoll, events, capacity, timeoutMillis));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Waits for so long, more than 0; Linux 5.11; see epoll_pwait2(2). */
    public static int epollPwait2(
            CallState state, int epoll, long events, int capacity, long timeoutNanos) {
        try {
            long timespec = state.scratch();
            Timespec.put(timespec, timeoutNanos);
            return (int)
                    state.result(
                            (long)
                                    EPOLL_PWAIT2.handle.invokeExact(
                                            state.segment(),
                                            SYS_EPOLL_PWAIT2,
                                            epoll,
                                            events,
                                            capacity,
                                            timespec,
                                            0L,
                                            0L));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Adds, changes or removes a descriptor's interest; {@code data} comes back in its events. */
    public static int control(
            CallState state, int epoll, int operation, int fd, int events, long data) {
        EpollEvent.put(state.scratch(), events, data);
        return epollCtl(state, epoll, operation, fd, state.scratch());
    }

    /**
     * Waits with a timeout in nanoseconds; negative waits without end. Where the kernel counts
     * milliseconds only, the timeout is rounded up: a wait never ends early.
     */
    public static int await(
            CallState state, int epoll, long events, int capacity, long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return epollWait(state, epoll, events, capacity, timeoutNanos == 0 ? 0 : -1);
        }
        if (!millisOnly) {
            int result = epollPwait2(state, epoll, events, capacity, timeoutNanos);
            if (!refused(result)) {
                return result;
            }
            millisOnly = true;
        }
        return epollWait(state, epoll, events, capacity, roundUpToMillis(timeoutNanos));
    }

    /** Old container sandboxes answer EPERM for calls that they do not know. */
    private static boolean refused(int result) {
        return result == -Errno.ENOSYS || result == -Errno.EPERM;
    }

    static int roundUpToMillis(long timeoutNanos) {
        long millis = (timeoutNanos - 1) / NANOS_PER_MILLI + 1;
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
