package dev.ioreactor.unix.libc;

/** An IPv6 address and port: {@code struct sockaddr_in6} of ipv6(7). */
public final class SockAddrIn6 {
    public static final int BYTES = 28;

    public static final int OFFSET_SIN6_FAMILY = 0;
    public static final int OFFSET_SIN6_PORT = 2;
    public static final int OFFSET_SIN6_FLOWINFO = 4;
    public static final int OFFSET_SIN6_ADDR = 8;
    public static final int OFFSET_SIN6_SCOPE_ID = 24;

    private SockAddrIn6() {}
}
