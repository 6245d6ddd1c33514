package dev.ioreactor.unix.libc;

/** An IPv4 multicast group and the interface to join it on: {@code struct ip_mreqn} of ip(7). */
public final class IpMreqn {
    public static final int BYTES = 12;

    public static final int OFFSET_IMR_MULTIADDR = 0;
    public static final int OFFSET_IMR_ADDRESS = 4;
    public static final int OFFSET_IMR_IFINDEX = 8;

    private IpMreqn() {}
}
