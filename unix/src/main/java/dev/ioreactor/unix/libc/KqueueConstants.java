package dev.ioreactor.unix.libc;

/** Numbers of {@code <sys/event.h>} of macOS and the BSDs, which agree on these. */
public final class KqueueConstants {
    // Filters.
    public static final int EVFILT_READ = -1;
    public static final int EVFILT_WRITE = -2;
    public static final int EVFILT_VNODE = -4;
    public static final int EVFILT_PROC = -5;
    public static final int EVFILT_SIGNAL = -6;
    public static final int EVFILT_TIMER = -7;

    // Flags.
    public static final int EV_ADD = 1;
    public static final int EV_DELETE = 2;
    public static final int EV_ENABLE = 4;
    public static final int EV_DISABLE = 8;
    public static final int EV_ONESHOT = 0x10;
    public static final int EV_CLEAR = 0x20;
    public static final int EV_RECEIPT = 0x40;
    public static final int EV_DISPATCH = 0x80;
    public static final int EV_ERROR = 0x4000;
    public static final int EV_EOF = 0x8000;

    private KqueueConstants() {}
}
