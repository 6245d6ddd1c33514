package dev.ioreactor.unix.libc;

/** Those numbers of {@code <errno.h>} that this package itself decides by. */
public final class ErrnoConstants {
    public static final int EPERM = 1;
    public static final int ENOSYS = 38;

    private ErrnoConstants() {}
}
