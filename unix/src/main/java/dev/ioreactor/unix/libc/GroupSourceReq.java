package dev.ioreactor.unix.libc;

/** A multicast group, one sender and the interface: {@code struct group_source_req} of RFC 3678. */
public final class GroupSourceReq {
    public static final int BYTES = 264;

    public static final int OFFSET_GSR_INTERFACE = 0;
    public static final int OFFSET_GSR_GROUP = 8;
    public static final int OFFSET_GSR_SOURCE = 136;

    private GroupSourceReq() {}
}
