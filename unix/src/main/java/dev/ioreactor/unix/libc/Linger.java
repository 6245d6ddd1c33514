package dev.ioreactor.unix.libc;

/** What closing does with unsent bytes: {@code struct linger} of socket(7). */
public final class Linger {
    public static final int BYTES = 8;

    public static final int OFFSET_L_ONOFF = 0;
    public static final int OFFSET_L_LINGER = 4;

    private Linger() {}

    /** On with 0 seconds resets the connection when it is closed. */
    public static void put(long address, boolean on, int seconds) {
        Memory.putInt(address + OFFSET_L_ONOFF, on ? 1 : 0);
        Memory.putInt(address + OFFSET_L_LINGER, seconds);
    }
}
