package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * Pipes with their flags set at once, as Linux has them, and moving bytes between descriptors
 * without copying them through the process. Each function returns the negative errno when it fails.
 */
public final class Pipes {
    private static final CFunction PIPE2 = Native.bind("pipe2", INT, LONG, INT);
    private static final CFunction SPLICE =
            Native.bind("splice", LONG, INT, LONG, INT, LONG, LONG, INT);
    private static final CFunction SEND_FILE = Native.bind("sendfile", LONG, INT, INT, LONG, LONG);

    private Pipes() {}

    /** Opens a pipe with {@code O_NONBLOCK} and {@code O_CLOEXEC} already set; see pipe2(2). */
    public static int pipe2(CallState state, long descriptors, int flags) {
        try {
            return state.result(
                    (int) PIPE2.handle.invokeExact(state.segment(), descriptors, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Moves bytes between a pipe and another descriptor; see splice(2). */
    public static int splice(
            CallState state,
            int from,
            long fromOffsetAddress,
            int to,
            long toOffsetAddress,
            long length,
            int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SPLICE.handle.invokeExact(
                                            state.segment(),
                                            from,
                                            fromOffsetAddress,
                                            to,
                                            toOffsetAddress,
                                            length,
                                            flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Sends bytes of a file and moves the {@code long} at {@code offsetAddress} on; see
     * sendfile(2).
     */
    public static int sendFile(CallState state, int to, int from, long offsetAddress, long length) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SEND_FILE.handle.invokeExact(
                                            state.segment(), to, from, offsetAddress, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
