package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/** The calling thread as the kernel knows it; Linux only. */
public final class Threads {
    /** By number, since C libraries older than glibc 2.30 lack the function. */
    private static final long SYS_GETTID =
            System.getProperty("os.arch").matches("amd64|x86_64") ? 186 : 178;

    private static final CFunction GET_TID = Native.bindVariadic("syscall", 1, LONG, LONG);
    private static final CFunction SET_AFFINITY =
            Native.bind("sched_setaffinity", INT, INT, LONG, LONG);
    private static final CFunction GET_AFFINITY =
            Native.bind("sched_getaffinity", INT, INT, LONG, LONG);

    private Threads() {}

    /** Returns the calling thread's number, which /proc and schedulers use; see gettid(2). */
    public static int getTid(CallState state) {
        try {
            return (int)
                    state.result((long) GET_TID.handle.invokeExact(state.segment(), SYS_GETTID));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Binds a thread, 0 being the caller, to the processors whose bits are set; returns 0 or the
     * negative errno; see sched_setaffinity(2).
     */
    public static int setAffinity(CallState state, int tid, long maskBytes, long mask) {
        try {
            return state.result(
                    (int) SET_AFFINITY.handle.invokeExact(state.segment(), tid, maskBytes, mask));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Writes the processors that a thread may run on; returns 0 or the negative errno; see
     * sched_getaffinity(2).
     */
    public static int getAffinity(CallState state, int tid, long maskBytes, long mask) {
        try {
            return state.result(
                    (int) GET_AFFINITY.handle.invokeExact(state.segment(), tid, maskBytes, mask));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Binds the calling thread to one processor below 512; returns 0 or the negative errno. */
    public static int bindTo(CallState state, int processor) {
        assert processor >= 0 && processor < 512 : processor;
        long mask = state.scratch();
        Memory.clear(mask, 64);
        Memory.putLong(mask + (processor >>> 6) * 8L, 1L << processor);
        return setAffinity(state, 0, 64, mask);
    }
}
