package dev.ioreactor.unix.libc;

/**
 * The timeout of a wait: {@code struct io_uring_getevents_arg} for {@code IORING_ENTER_EXT_ARG}.
 * Its fourth field bounds how long completions are gathered, from Linux 6.12 on.
 */
public final class IoUringGeteventsArg {
    public static final int BYTES = 24;

    public static final int OFFSET_SIGMASK = 0;
    public static final int OFFSET_SIGMASK_SZ = 8;
    public static final int OFFSET_MIN_WAIT_USEC = 12;
    public static final int OFFSET_TS = 16;

    private IoUringGeteventsArg() {}

    /** Describes a wait with a {@link Timespec}, without end if that is 0. */
    public static void put(long address, long timespec) {
        Memory.clear(address, BYTES);
        Memory.putLong(address + OFFSET_TS, timespec);
    }
}
