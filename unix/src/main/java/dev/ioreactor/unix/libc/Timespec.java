package dev.ioreactor.unix.libc;

/** A time in seconds and nanoseconds: {@code struct timespec}. */
public final class Timespec {
    public static final int BYTES = 16;

    public static final int OFFSET_TV_SEC = 0;
    public static final int OFFSET_TV_NSEC = 8;

    private Timespec() {}

    /** Writes a duration of so many nanoseconds, which are not negative. */
    public static void put(long address, long nanos) {
        assert nanos >= 0 : nanos;
        Memory.putLong(address + OFFSET_TV_SEC, nanos / 1_000_000_000);
        Memory.putLong(address + OFFSET_TV_NSEC, nanos % 1_000_000_000);
    }
}
