package dev.ioreactor.unix.libc;

/**
 * An event or a change of kqueue(2): {@code struct kevent} of macOS. FreeBSD's has four more words
 * behind.
 */
public final class Kevent {
    public static final int BYTES = 32;

    public static final int OFFSET_IDENT = 0;
    public static final int OFFSET_FILTER = 8;
    public static final int OFFSET_FLAGS = 10;
    public static final int OFFSET_FFLAGS = 12;
    public static final int OFFSET_DATA = 16;
    public static final int OFFSET_UDATA = 24;

    private Kevent() {}

    /** Describes a change. */
    public static void put(long address, long ident, int filter, int flags, long userData) {
        Memory.putLong(address + OFFSET_IDENT, ident);
        Memory.putShort(address + OFFSET_FILTER, (short) filter);
        Memory.putShort(address + OFFSET_FLAGS, (short) flags);
        Memory.putInt(address + OFFSET_FFLAGS, 0);
        Memory.putLong(address + OFFSET_DATA, 0);
        Memory.putLong(address + OFFSET_UDATA, userData);
    }

    /** The descriptor, or what else the filter watches. */
    public static long ident(long address) {
        return Memory.getLong(address + OFFSET_IDENT);
    }

    /** What is watched: one of the {@code EVFILT} numbers. */
    public static short filter(long address) {
        return Memory.getShort(address + OFFSET_FILTER);
    }

    /** {@code EV_EOF}, {@code EV_ERROR} and what the change asked. */
    public static short flags(long address) {
        return Memory.getShort(address + OFFSET_FLAGS);
    }

    /** Bytes to read, space to write, or the errno with {@code EV_ERROR}. */
    public static long data(long address) {
        return Memory.getLong(address + OFFSET_DATA);
    }

    /** The word of the change. */
    public static long userData(long address) {
        return Memory.getLong(address + OFFSET_UDATA);
    }
}
