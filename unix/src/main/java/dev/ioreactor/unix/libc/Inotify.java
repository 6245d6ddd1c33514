package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

import java.lang.foreign.Arena;

/**
 * Changes of files as {@link InotifyEvent}s to read; Linux only. Each function returns the negative
 * errno when it fails.
 */
public final class Inotify {
    private static final CFunction CREATE = Native.bind("inotify_init1", INT, INT);
    private static final CFunction ADD_WATCH =
            Native.bind("inotify_add_watch", INT, INT, LONG, INT);
    private static final CFunction REMOVE_WATCH = Native.bind("inotify_rm_watch", INT, INT, INT);

    private Inotify() {}

    /** Opens a descriptor from which events are read; see inotify_init1(2). */
    public static int create(CallState state, int flags) {
        try {
            return state.result((int) CREATE.handle.invokeExact(state.segment(), flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Watches a NUL-ended path and returns the watch's number; see inotify_add_watch(2). */
    public static int addWatch(CallState state, int fd, long path, int mask) {
        try {
            return state.result(
                    (int) ADD_WATCH.handle.invokeExact(state.segment(), fd, path, mask));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Ends a watch, which still reports {@code IN_IGNORED}; see inotify_rm_watch(2). */
    public static int removeWatch(CallState state, int fd, int watch) {
        try {
            return state.result((int) REMOVE_WATCH.handle.invokeExact(state.segment(), fd, watch));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Watches a path; not for hot paths. */
    public static int addWatch(CallState state, int fd, String path, int mask) {
        try (Arena arena = Arena.ofConfined()) {
            return addWatch(state, fd, arena.allocateFrom(path).address(), mask);
        }
    }
}
