package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import java.lang.foreign.Arena;

/** Functions for files that have a position. Each returns the negative errno when it fails. */
public final class RegularFiles {
    private static final CFunction PREAD = Native.bind("pread", LONG, INT, LONG, LONG, LONG);
    private static final CFunction PWRITE = Native.bind("pwrite", LONG, INT, LONG, LONG, LONG);
    private static final CFunction FSYNC = Native.bind("fsync", INT, INT);
    private static final CFunction FDATASYNC = Native.bind("fdatasync", INT, INT);
    private static final CFunction FTRUNCATE = Native.bind("ftruncate", INT, INT, LONG);
    private static final CFunction OPEN = Native.bindVariadic("open", 2, INT, LONG, INT, INT);
    private static final CFunction UNLINK = Native.bind("unlink", INT, LONG);

    private RegularFiles() {}

    /** Reads at an offset; see pread(2). */
    public static int pread(CallState state, int fd, long address, long length, long offset) {
        try {
            return (int)
                    state.result(
                            (long)
                                    PREAD.handle.invokeExact(
                                            state.segment(), fd, address, length, offset));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Writes at an offset; see pwrite(2). */
    public static int pwrite(CallState state, int fd, long address, long length, long offset) {
        try {
            return (int)
                    state.result(
                            (long)
                                    PWRITE.handle.invokeExact(
                                            state.segment(), fd, address, length, offset));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Returns when data and metadata are on the device; see fsync(2). */
    public static int fsync(CallState state, int fd) {
        try {
            return state.result((int) FSYNC.handle.invokeExact(state.segment(), fd));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Returns when data are on the device; see fdatasync(2). */
    public static int fdatasync(CallState state, int fd) {
        try {
            return state.result((int) FDATASYNC.handle.invokeExact(state.segment(), fd));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Cuts or extends a file; see ftruncate(2). */
    public static int ftruncate(CallState state, int fd, long length) {
        try {
            return state.result((int) FTRUNCATE.handle.invokeExact(state.segment(), fd, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Opens the file whose NUL-ended path is at an address; see open(2). */
    public static int open(CallState state, long path, int flags, int mode) {
        try {
            return state.result((int) OPEN.handle.invokeExact(state.segment(), path, flags, mode));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Removes a name from the file system; see unlink(2). */
    public static int unlink(CallState state, long path) {
        try {
            return state.result((int) UNLINK.handle.invokeExact(state.segment(), path));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Opens a file; not for hot paths. */
    public static int open(CallState state, String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return open(state, arena.allocateFrom(path).address(), flags, mode);
        }
    }

    /** Removes a name from the file system; not for hot paths. */
    public static int unlink(CallState state, String path) {
        try (Arena arena = Arena.ofConfined()) {
            return unlink(state, arena.allocateFrom(path).address());
        }
    }
}
