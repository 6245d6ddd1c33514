package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/** Virtual memory. Each function returns the negative errno when it fails. */
public final class Mappings {
    private static final CFunction MMAP =
            Native.bind("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
    private static final CFunction MUNMAP = Native.bind("munmap", INT, LONG, LONG);
    private static final CFunction MPROTECT = Native.bind("mprotect", INT, LONG, LONG, INT);
    private static final CFunction MADVISE = Native.bind("madvise", INT, LONG, LONG, INT);

    private Mappings() {}

    /** Maps a file, a ring or fresh zeroed memory and returns where; see mmap(2). */
    public static long map(
            CallState state,
            long address,
            long length,
            int protection,
            int flags,
            int fd,
            long offset) {
        try {
            return state.result(
                    (long)
                            MMAP.handle.invokeExact(
                                    state.segment(),
                                    address,
                                    length,
                                    protection,
                                    flags,
                                    fd,
                                    offset));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Gives pages back; see munmap(2). */
    public static int unmap(CallState state, long address, long length) {
        try {
            return state.result((int) MUNMAP.handle.invokeExact(state.segment(), address, length));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Changes what may be done with pages; see mprotect(2). */
    public static int protect(CallState state, long address, long length, int protection) {
        try {
            return state.result(
                    (int)
                            MPROTECT.handle.invokeExact(
                                    state.segment(), address, length, protection));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Tells how pages will be used; see madvise(2). */
    public static int advise(CallState state, long address, long length, int advice) {
        try {
            return state.result(
                    (int) MADVISE.handle.invokeExact(state.segment(), address, length, advice));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Whether a result of {@link #map} is an errno: no mapping ends in the last page. */
    public static boolean failed(long result) {
        return result < 0 && result >= -Memory.PAGE_BYTES;
    }
}
