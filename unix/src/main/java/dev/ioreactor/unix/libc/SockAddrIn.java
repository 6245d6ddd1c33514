package dev.ioreactor.unix.libc;

/** An IPv4 address and port: {@code struct sockaddr_in} of ip(7). */
public final class SockAddrIn {
    public static final int BYTES = 16;

    public static final int OFFSET_SIN_FAMILY = 0;
    public static final int OFFSET_SIN_PORT = 2;
    public static final int OFFSET_SIN_ADDR = 4;

    private SockAddrIn() {}
}
