package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.Native.INT;
import static dev.ioreactor.unix.libc.Native.LONG;

/**
 * The three calls of io_uring(7), which the C library does not have: made by their numbers, the
 * same on every architecture. Each returns the negative errno when it fails.
 */
public final class Rings {
    private static final long SYS_SETUP = 425;
    private static final long SYS_ENTER = 426;
    private static final long SYS_REGISTER = 427;

    private static final CFunction SETUP =
            Native.bindVariadic("syscall", 1, LONG, LONG, LONG, LONG);
    private static final CFunction ENTER =
            Native.bindVariadic("syscall", 1, LONG, LONG, INT, LONG, LONG, LONG, LONG, LONG);
    private static final CFunction REGISTER =
            Native.bindVariadic("syscall", 1, LONG, LONG, INT, LONG, LONG, LONG);

    private Rings() {}

    /**
     * Makes a ring as the {@link IoUringParams} say, which it completes, and returns its
     * descriptor; see io_uring_setup(2).
     */
    public static int setup(CallState state, long entries, long parameters) {
        try {
            return (int)
                    state.result(
                            (long)
                                    SETUP.handle.invokeExact(
                                            state.segment(), SYS_SETUP, entries, parameters));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Submits entries and waits for completions; returns how many entries were taken; {@code
     * argument} is an {@link IoUringGeteventsArg} with {@code IORING_ENTER_EXT_ARG}; see
     * io_uring_enter(2).
     */
    public static int enter(
            CallState state,
            int ring,
            long submit,
            long awaitCompletions,
            long flags,
            long argument,
            long argumentBytes) {
        try {
            return (int)
                    state.result(
                            (long)
                                    ENTER.handle.invokeExact(
                                            state.segment(),
                                            SYS_ENTER,
                                            ring,
                                            submit,
                                            awaitCompletions,
                                            flags,
                                            argument,
                                            argumentBytes));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /** Registers buffers, descriptors and the like with a ring; see io_uring_register(2). */
    public static int register(
            CallState state, int ring, long operation, long argument, long count) {
        try {
            return (int)
                    state.result(
                            (long)
                                    REGISTER.handle.invokeExact(
                                            state.segment(),
                                            SYS_REGISTER,
                                            ring,
                                            operation,
                                            argument,
                                            count));
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }
}
