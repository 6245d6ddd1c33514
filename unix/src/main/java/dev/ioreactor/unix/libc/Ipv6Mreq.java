package dev.ioreactor.unix.libc;

/** An IPv6 multicast group and the interface to join it on: {@code struct ipv6_mreq} of ipv6(7). */
public final class Ipv6Mreq {
    public static final int BYTES = 20;

    public static final int OFFSET_IPV6MR_MULTIADDR = 0;
    public static final int OFFSET_IPV6MR_INTERFACE = 16;

    private Ipv6Mreq() {}
}
