package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/** Limits of a process, read and changed as an {@link Rlimit}; Linux only. */
public final class ResourceLimits {
    private static final CFunction PRLIMIT = Native.bind("prlimit", INT, INT, INT, LONG, LONG);

    private ResourceLimits() {}

    /**
     * Sets a limit unless {@code newLimit} is 0, and writes what it was unless {@code oldLimit} is
     * 0; pid 0 is this process; returns 0 or the negative errno; see prlimit(2).
     */
    public static int prlimit(
            CallState state, int pid, int resource, long newLimit, long oldLimit) {
        try {
            return state.result(
                    (int)
                            PRLIMIT.handle.invokeExact(
                                    state.segment(), pid, resource, newLimit, oldLimit));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Returns this process's soft limit, {@code Long.MAX_VALUE} for none, or the negative errno.
     */
    public static long soft(CallState state, int resource) {
        int result = prlimit(state, 0, resource, 0, state.scratch());
        return result < 0 ? result : Rlimit.soft(state.scratch());
    }

    /**
     * Returns this process's hard limit, {@code Long.MAX_VALUE} for none, or the negative errno.
     */
    public static long hard(CallState state, int resource) {
        int result = prlimit(state, 0, resource, 0, state.scratch());
        return result < 0 ? result : Rlimit.hard(state.scratch());
    }

    /** Raises this process's soft limit to the hard one; returns 0 or the negative errno. */
    public static int raiseSoft(CallState state, int resource) {
        long limit = state.scratch();
        int result = prlimit(state, 0, resource, 0, limit);
        if (result < 0) {
            return result;
        }
        Memory.putLong(
                limit + Rlimit.OFFSET_RLIM_CUR, Memory.getLong(limit + Rlimit.OFFSET_RLIM_MAX));
        return prlimit(state, 0, resource, limit, 0);
    }
}
