package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import java.lang.invoke.MethodHandle;

/**
 * What can be done with any descriptor on any Unix system. Each function returns the negative errno
 * when it fails.
 */
public final class Descriptors {
    private static final CFunction READ = Native.bind("read", LONG, INT, LONG, LONG);
    private static final CFunction WRITE = Native.bind("write", LONG, INT, LONG, LONG);
    private static final CFunction READ_V = Native.bind("readv", LONG, INT, LONG, INT);
    private static final CFunction WRITE_V = Native.bind("writev", LONG, INT, LONG, INT);
    private static final CFunction CLOSE = Native.bind("close", INT, INT);
    private static final CFunction DUP = Native.bind("dup", INT, INT);
    private static final CFunction FCNTL = Native.bindVariadic("fcntl", 2, INT, INT, INT, INT);
    private static final CFunction IOCTL = Native.bindVariadic("ioctl", 2, INT, INT, LONG, LONG);
    private static final CFunction PIPE = Native.bind("pipe", INT, LONG);
    private static final MethodHandle ISATTY = Native.bindWithoutErrno("isatty", INT, INT);

    private Descriptors() {}

    /** Reads at most so many bytes and returns how many, 0 at the end; see read(2). */
    public static int read(CallState state, int fd, long address, long length) {
        try {
            return (int)
                    state.result(
                            (long) READ.handle.invokeExact(state.segment(), fd, address, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes at most so many bytes and returns how many; see write(2). */
    public static int write(CallState state, int fd, long address, long length) {
        try {
            return (int)
                    state.result(
                            (long) WRITE.handle.invokeExact(state.segment(), fd, address, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Reads into {@code count} {@link IoVec}s in turn; see readv(2). */
    public static int readV(CallState state, int fd, long vectors, int count) {
        try {
            return (int)
                    state.result(
                            (long) READ_V.handle.invokeExact(state.segment(), fd, vectors, count));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes {@code count} {@link IoVec}s in turn; see writev(2). */
    public static int writeV(CallState state, int fd, long vectors, int count) {
        try {
            return (int)
                    state.result(
                            (long) WRITE_V.handle.invokeExact(state.segment(), fd, vectors, count));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Closes a descriptor, which is gone whatever is returned, {@code EINTR} too; see close(2). */
    public static int close(CallState state, int fd) {
        try {
            return state.result((int) CLOSE.handle.invokeExact(state.segment(), fd));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Returns another descriptor of the same open file; see dup(2). */
    public static int dup(CallState state, int fd) {
        try {
            return state.result((int) DUP.handle.invokeExact(state.segment(), fd));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Reads or changes a descriptor's flags; see fcntl(2). */
    public static int fcntl(CallState state, int fd, int command, int argument) {
        try {
            return state.result(
                    (int) FCNTL.handle.invokeExact(state.segment(), fd, command, argument));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Asks a device or a socket for something of its own; see ioctl(2). */
    public static int ioctl(CallState state, int fd, long request, long argument) {
        try {
            return state.result(
                    (int) IOCTL.handle.invokeExact(state.segment(), fd, request, argument));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Opens a pipe and writes its reading, then its writing descriptor, two ints; see pipe(2). */
    public static int pipe(CallState state, long descriptors) {
        try {
            return state.result((int) PIPE.handle.invokeExact(state.segment(), descriptors));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Returns 1 for a terminal, else 0; see isatty(3). */
    public static int isatty(int fd) {
        try {
            return (int) ISATTY.invokeExact(fd);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Switches {@code O_NONBLOCK} on or off. */
    public static int setNonBlocking(CallState state, int fd, boolean nonBlocking) {
        int flags = fcntl(state, fd, FileConstants.F_GETFL, 0);
        if (flags < 0) {
            return flags;
        }
        int changed =
                nonBlocking ? flags | FileConstants.O_NONBLOCK : flags & ~FileConstants.O_NONBLOCK;
        return changed == flags ? 0 : fcntl(state, fd, FileConstants.F_SETFL, changed);
    }

    /** Returns how many bytes a read would find at this moment, or the negative errno. */
    public static int bytesToRead(CallState state, int fd) {
        int result = ioctl(state, fd, FileConstants.FIONREAD, state.scratch());
        return result < 0 ? result : Memory.getInt(state.scratch());
    }
}
