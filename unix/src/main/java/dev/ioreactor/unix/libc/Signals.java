package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import java.lang.invoke.MethodHandle;

/**
 * Signals as bytes to read; Linux only. A set of signals is 8 bytes in which bit {@code n - 1}
 * stands for signal {@code n}; the functions take room of 128 bytes for it.
 */
public final class Signals {
    private static final CFunction SIGNALFD = Native.bind("signalfd", INT, INT, LONG, INT);
    private static final MethodHandle PTHREAD_SIGMASK =
            Native.bindWithoutErrno("pthread_sigmask", INT, INT, LONG, LONG);

    private static final CFunction TGKILL =
            Native.bindVariadic("syscall", 1, LONG, LONG, LONG, LONG, LONG);

    /** By number, since C libraries older than glibc 2.30 lack the function. */
    private static final long SYS_TGKILL =
            System.getProperty("os.arch").matches("amd64|x86_64") ? 234 : 131;

    private Signals() {}

    /** Sends a signal to one thread of this process; see tgkill(2). */
    public static int sendTo(CallState state, int tid, int signal) {
        long pid = ProcessHandle.current().pid();
        try {
            return (int)
                    state.result(
                            (long)
                                    TGKILL.handle.invokeExact(
                                            state.segment(),
                                            SYS_TGKILL,
                                            pid,
                                            (long) tid,
                                            (long) signal));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Opens a descriptor, or changes it if {@code fd} is not -1, from which {@link
     * SignalfdSiginfo}s of blocked signals are read; returns it or the negative errno; see
     * signalfd(2).
     */
    public static int signalfd(CallState state, int fd, long set, int flags) {
        try {
            return state.result((int) SIGNALFD.handle.invokeExact(state.segment(), fd, set, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Changes which signals the calling thread blocks; returns 0 or an errno that is positive, as
     * pthread functions do; see pthread_sigmask(3).
     */
    public static int threadMask(int how, long set, long oldSet) {
        try {
            return -(int) PTHREAD_SIGMASK.invokeExact(how, set, oldSet);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
