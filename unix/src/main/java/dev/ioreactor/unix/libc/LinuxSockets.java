package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * The socket functions that Linux has beyond {@link Sockets}. Each returns the negative errno when
 * it fails.
 */
public final class LinuxSockets {
    private static final boolean X86_64 = System.getProperty("os.arch").matches("amd64|x86_64");
    private static final long SYS_SENDTO = X86_64 ? 44 : 206;
    private static final long SYS_RECVFROM = X86_64 ? 45 : 207;

    private static final CFunction CALL =
            Native.bindVariadic("syscall", 1, LONG, LONG, INT, LONG, LONG, INT, LONG, LONG);
    private static final CFunction ACCEPT4 = Native.bind("accept4", INT, INT, LONG, LONG, INT);
    private static final CFunction RECV_MMSG =
            Native.bind("recvmmsg", INT, INT, LONG, INT, INT, LONG);
    private static final CFunction SEND_MMSG = Native.bind("sendmmsg", INT, INT, LONG, INT, INT);

    private LinuxSockets() {}

    /**
     * Receives at most so many bytes and returns how many, 0 at the end of stream; see recv(2). The
     * bare system call: the C library's function is a cancellation point, which costs as much again
     * outside of the kernel.
     */
    public static int recv(CallState state, int fd, long address, long length, int flags) {
        return transfer(state, SYS_RECVFROM, fd, address, length, flags);
    }

    /** Sends at most so many bytes and returns how many; see send(2); the bare system call too. */
    public static int send(CallState state, int fd, long address, long length, int flags) {
        return transfer(state, SYS_SENDTO, fd, address, length, flags);
    }

    private static int transfer(
            CallState state, long call, int fd, long address, long length, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    CALL.handle.invokeExact(
                                            state.segment(),
                                            call,
                                            fd,
                                            address,
                                            length,
                                            flags,
                                            0L,
                                            0L));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Accepts a connection with {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC} already set; see
     * accept4(2).
     */
    public static int accept4(
            CallState state, int fd, long address, long lengthAddress, int flags) {
        try {
            return state.result(
                    (int)
                            ACCEPT4.handle.invokeExact(
                                    state.segment(), fd, address, lengthAddress, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Receives up to {@code count} datagrams into {@link MMsgHdr}s and returns how many; see
     * recvmmsg(2), also for why {@code timeout} is best 0.
     */
    public static int recvMMsg(
            CallState state, int fd, long messages, int count, int flags, long timeout) {
        try {
            return state.result(
                    (int)
                            RECV_MMSG.handle.invokeExact(
                                    state.segment(), fd, messages, count, flags, timeout));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Sends up to {@code count} datagrams from {@link MMsgHdr}s and returns how many; see
     * sendmmsg(2).
     */
    public static int sendMMsg(CallState state, int fd, long messages, int count, int flags) {
        try {
            return state.result(
                    (int)
                            SEND_MMSG.handle.invokeExact(
                                    state.segment(), fd, messages, count, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
