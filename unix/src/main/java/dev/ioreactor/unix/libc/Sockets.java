package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * The socket functions that every Unix system has. Each returns the negative errno when it fails.
 *
 * <p>Addresses of peers are {@code sockaddr}s, written and read by {@link SocketAddresses}; where
 * one comes back, {@code lengthAddress} points to an {@code int} that holds its capacity before and
 * its length after the call.
 */
public final class Sockets {
    private static final CFunction SOCKET = Native.bind("socket", INT, INT, INT, INT);
    private static final CFunction SOCKET_PAIR =
            Native.bind("socketpair", INT, INT, INT, INT, LONG);
    private static final CFunction BIND = Native.bind("bind", INT, INT, LONG, INT);
    private static final CFunction LISTEN = Native.bind("listen", INT, INT, INT);
    private static final CFunction ACCEPT = Native.bind("accept", INT, INT, LONG, LONG);
    private static final CFunction CONNECT = Native.bind("connect", INT, INT, LONG, INT);
    private static final CFunction GET_SOCK_NAME = Native.bind("getsockname", INT, INT, LONG, LONG);
    private static final CFunction GET_PEER_NAME = Native.bind("getpeername", INT, INT, LONG, LONG);
    private static final CFunction GET_SOCK_OPT =
            Native.bind("getsockopt", INT, INT, INT, INT, LONG, LONG);
    private static final CFunction SET_SOCK_OPT =
            Native.bind("setsockopt", INT, INT, INT, INT, LONG, INT);
    private static final CFunction SHUTDOWN = Native.bind("shutdown", INT, INT, INT);
    private static final CFunction RECV = Native.bind("recv", LONG, INT, LONG, LONG, INT);
    private static final CFunction SEND = Native.bind("send", LONG, INT, LONG, LONG, INT);
    private static final CFunction RECV_FROM =
            Native.bind("recvfrom", LONG, INT, LONG, LONG, INT, LONG, LONG);
    private static final CFunction SEND_TO =
            Native.bind("sendto", LONG, INT, LONG, LONG, INT, LONG, INT);
    private static final CFunction RECV_MSG = Native.bind("recvmsg", LONG, INT, LONG, INT);
    private static final CFunction SEND_MSG = Native.bind("sendmsg", LONG, INT, LONG, INT);

    private Sockets() {}

    /** Opens a socket and returns its descriptor; see socket(2). */
    public static int socket(CallState state, int domain, int type, int protocol) {
        try {
            return state.result(
                    (int) SOCKET.handle.invokeExact(state.segment(), domain, type, protocol));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Opens two connected sockets and writes their descriptors as two ints; see socketpair(2). */
    public static int socketPair(
            CallState state, int domain, int type, int protocol, long descriptors) {
        try {
            return state.result(
                    (int)
                            SOCKET_PAIR.handle.invokeExact(
                                    state.segment(), domain, type, protocol, descriptors));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Gives a socket its local address; see bind(2). */
    public static int bind(CallState state, int fd, long address, int length) {
        try {
            return state.result(
                    (int) BIND.handle.invokeExact(state.segment(), fd, address, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Lets a socket accept connections, so many unaccepted ones at most; see listen(2). */
    public static int listen(CallState state, int fd, int backlog) {
        try {
            return state.result((int) LISTEN.handle.invokeExact(state.segment(), fd, backlog));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Takes a connection from the backlog and returns its descriptor; see accept(2). */
    public static int accept(CallState state, int fd, long address, long lengthAddress) {
        try {
            return state.result(
                    (int) ACCEPT.handle.invokeExact(state.segment(), fd, address, lengthAddress));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Connects, or starts to; see connect(2). */
    public static int connect(CallState state, int fd, long address, int length) {
        try {
            return state.result(
                    (int) CONNECT.handle.invokeExact(state.segment(), fd, address, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes the local address; see getsockname(2). */
    public static int getSockName(CallState state, int fd, long address, long lengthAddress) {
        try {
            return state.result(
                    (int)
                            GET_SOCK_NAME.handle.invokeExact(
                                    state.segment(), fd, address, lengthAddress));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes the peer's address; see getpeername(2). */
    public static int getPeerName(CallState state, int fd, long address, long lengthAddress) {
        try {
            return state.result(
                    (int)
                            GET_PEER_NAME.handle.invokeExact(
                                    state.segment(), fd, address, lengthAddress));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes an option's value; see getsockopt(2). */
    public static int getSockOpt(
            CallState state, int fd, int level, int name, long value, long lengthAddress) {
        try {
            return state.result(
                    (int)
                            GET_SOCK_OPT.handle.invokeExact(
                                    state.segment(), fd, level, name, value, lengthAddress));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sets an option from the value at an address; see setsockopt(2). */
    public static int setSockOpt(
            CallState state, int fd, int level, int name, long value, int length) {
        try {
            return state.result(
                    (int)
                            SET_SOCK_OPT.handle.invokeExact(
                                    state.segment(), fd, level, name, value, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Ends one direction or both; see shutdown(2). */
    public static int shutdown(CallState state, int fd, int how) {
        try {
            return state.result((int) SHUTDOWN.handle.invokeExact(state.segment(), fd, how));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Receives at most so many bytes and returns how many, 0 at the end of stream; see recv(2). */
    public static int recv(CallState state, int fd, long address, long length, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    RECV.handle.invokeExact(
                                            state.segment(), fd, address, length, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sends at most so many bytes and returns how many; see send(2). */
    public static int send(CallState state, int fd, long address, long length, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SEND.handle.invokeExact(
                                            state.segment(), fd, address, length, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Receives a datagram with its sender's address; see recvfrom(2). */
    public static int recvFrom(
            CallState state,
            int fd,
            long address,
            long length,
            int flags,
            long peer,
            long peerLengthAddress) {
        try {
            return (int)
                    state.result(
                            (long)
                                    RECV_FROM.handle.invokeExact(
                                            state.segment(),
                                            fd,
                                            address,
                                            length,
                                            flags,
                                            peer,
                                            peerLengthAddress));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sends a datagram to an address; see sendto(2). */
    public static int sendTo(
            CallState state,
            int fd,
            long address,
            long length,
            int flags,
            long peer,
            int peerLength) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SEND_TO.handle.invokeExact(
                                            state.segment(),
                                            fd,
                                            address,
                                            length,
                                            flags,
                                            peer,
                                            peerLength));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Receives what a {@link MsgHdr} describes; see recvmsg(2). */
    public static int recvMsg(CallState state, int fd, long message, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    RECV_MSG.handle.invokeExact(
                                            state.segment(), fd, message, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sends what a {@link MsgHdr} describes, gathered; see sendmsg(2). */
    public static int sendMsg(CallState state, int fd, long message, int flags) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SEND_MSG.handle.invokeExact(
                                            state.segment(), fd, message, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sets an option whose value is an {@code int}. */
    public static int setOption(CallState state, int fd, int level, int name, int value) {
        Memory.putInt(state.scratch(), value);
        return setSockOpt(state, fd, level, name, state.scratch(), Integer.BYTES);
    }

    /**
     * Returns an option whose value is an {@code int} that is not negative, or the negative errno.
     */
    public static int getOption(CallState state, int fd, int level, int name) {
        long value = state.scratch();
        long lengthAddress = value + Long.BYTES;
        Memory.putInt(lengthAddress, Integer.BYTES);
        int result = getSockOpt(state, fd, level, name, value, lengthAddress);
        return result < 0 ? result : Memory.getInt(value);
    }
}
