package dev.ioreactor.unix.libc;

/** A path or an abstract name: {@code struct sockaddr_un} of unix(7). */
public final class SockAddrUn {
    public static final int BYTES = 110;

    public static final int OFFSET_SUN_FAMILY = 0;
    public static final int OFFSET_SUN_PATH = 2;

    private SockAddrUn() {}
}
