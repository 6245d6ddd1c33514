package dev.ioreactor.unix.libc;

/**
 * The soft and the hard value of a limit: {@code struct rlimit} of getrlimit(2). No limit is all
 * ones.
 */
public final class Rlimit {
    public static final int BYTES = 16;

    public static final int OFFSET_RLIM_CUR = 0;
    public static final int OFFSET_RLIM_MAX = 8;

    private Rlimit() {}

    /** The value in force; {@code Long.MAX_VALUE} for none. */
    public static long soft(long address) {
        return limit(Memory.getLong(address + OFFSET_RLIM_CUR));
    }

    /** What the soft value may be raised to; {@code Long.MAX_VALUE} for none. */
    public static long hard(long address) {
        return limit(Memory.getLong(address + OFFSET_RLIM_MAX));
    }

    private static long limit(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
