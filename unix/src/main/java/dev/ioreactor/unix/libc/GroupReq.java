package dev.ioreactor.unix.libc;

/**
 * A multicast group of either family and the interface to join it on: {@code struct group_req} of
 * RFC 3678, for {@code MCAST_JOIN_GROUP}.
 */
public final class GroupReq {
    public static final int BYTES = 136;

    public static final int OFFSET_GR_INTERFACE = 0;
    public static final int OFFSET_GR_GROUP = 8;

    private GroupReq() {}
}
