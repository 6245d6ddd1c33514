package dev.ioreactor.unix.libc;

/**
 * Events and the caller's word: {@code struct epoll_event} of epoll_ctl(2). It is packed on x86-64,
 * where 32-bit and 64-bit programs share it, and nowhere else.
 */
public final class EpollEvent {
    private static final boolean PACKED = System.getProperty("os.arch").matches("amd64|x86_64");

    public static final int BYTES = PACKED ? 12 : 16;

    public static final int OFFSET_EVENTS = 0;
    public static final int OFFSET_DATA = PACKED ? 4 : 8;

    private EpollEvent() {}

    /** What is asked, or what is so. */
    public static int events(long address) {
        return Memory.getInt(address + OFFSET_EVENTS);
    }

    /** The word given when the interest was set. */
    public static long data(long address) {
        return Memory.getLong(address + OFFSET_DATA);
    }

    /** Writes both. */
    public static void put(long address, int events, long data) {
        Memory.putInt(address + OFFSET_EVENTS, events);
        Memory.putLong(address + OFFSET_DATA, data);
    }
}
