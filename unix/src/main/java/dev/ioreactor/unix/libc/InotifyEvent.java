package dev.ioreactor.unix.libc;

/**
 * A change of a watched file: {@code struct inotify_event} of inotify(7), and its name, NUL-padded
 * to {@code LEN} bytes, behind it.
 */
public final class InotifyEvent {
    public static final int BYTES = 16;

    public static final int OFFSET_WD = 0;
    public static final int OFFSET_MASK = 4;
    public static final int OFFSET_COOKIE = 8;
    public static final int OFFSET_LEN = 12;

    private InotifyEvent() {}

    /** The watch's number; -1 when events were lost. */
    public static int watch(long address) {
        return Memory.getInt(address + OFFSET_WD);
    }

    /** What happened. */
    public static int mask(long address) {
        return Memory.getInt(address + OFFSET_MASK);
    }

    /** The same in the two events of a renaming. */
    public static int cookie(long address) {
        return Memory.getInt(address + OFFSET_COOKIE);
    }

    /** The name within the watched directory; empty for the watched file itself. */
    public static String name(long address) {
        return Memory.getString(address + BYTES, Memory.getInt(address + OFFSET_LEN));
    }

    /** The address behind this event, where the next one may begin. */
    public static long end(long address) {
        return address + BYTES + Memory.getInt(address + OFFSET_LEN);
    }
}
