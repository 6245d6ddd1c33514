package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * Other processes as descriptors; Linux 5.3. Each function returns the negative errno when it
 * fails.
 */
public final class Processes {
    private static final long SYS_PIDFD_OPEN = 434;

    private static final CFunction PIDFD_OPEN =
            Native.bindVariadic("syscall", 1, LONG, LONG, INT, INT);
    private static final CFunction WAIT_ID = Native.bind("waitid", INT, INT, INT, LONG, INT);
    private static final CFunction KILL = Native.bind("kill", INT, INT, INT);

    private Processes() {}

    /** Opens a descriptor that becomes readable when the process ends; see pidfd_open(2). */
    public static int pidfdOpen(CallState state, int pid, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    PIDFD_OPEN.handle.invokeExact(
                                            state.segment(), SYS_PIDFD_OPEN, pid, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Waits for a child and writes a {@code siginfo_t} of at most 128 bytes; see waitid(2). */
    public static int waitId(CallState state, int idType, int id, long info, int options) {
        try {
            return state.result(
                    (int) WAIT_ID.handle.invokeExact(state.segment(), idType, id, info, options));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sends a signal; see kill(2). */
    public static int kill(CallState state, int pid, int signal) {
        try {
            return state.result((int) KILL.handle.invokeExact(state.segment(), pid, signal));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
