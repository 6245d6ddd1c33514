package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * eventfd(2): a 64-bit counter behind a descriptor, readable while it is not zero; Linux and
 * FreeBSD.
 */
public final class EventDescriptors {
    private static final MethodHandle WRITE =
            Native.bindWithoutErrno("write", LONG, INT, LONG, LONG);
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);
    private static final CFunction CREATE = Native.bind("eventfd", INT, INT, INT);

    private EventDescriptors() {}

    /** Opens a counter and returns its descriptor or the negative errno; see eventfd(2). */
    public static int create(CallState state, int initial, int flags) {
        try {
            return state.result((int) CREATE.handle.invokeExact(state.segment(), initial, flags));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Thread-safe. Adds one to a non-blocking counter, which makes it readable; needs no call state
     * and so may be called by any thread at any time.
     *
     * @return false only if {@code fd} is no open counter or the counter is full, and then it is
     *     readable anyway
     */
    public static boolean add(int fd) {
        try {
            return (long) WRITE.invokeExact(fd, ONE.address(), (long) Long.BYTES) == Long.BYTES;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Sets a non-blocking counter to zero; returns 8, {@code -EAGAIN} if it was zero, or so. */
    public static int drain(CallState state, int fd) {
        return Descriptors.read(state, fd, state.scratch(), Long.BYTES);
    }
}
