package dev.ioreactor.unix.libc;

/**
 * One of several messages of sendmmsg(2) and recvmmsg(2): {@code struct mmsghdr}, a {@link MsgHdr}
 * and how many bytes went.
 */
public final class MMsgHdr {
    public static final int BYTES = 64;

    public static final int OFFSET_MSG_HDR = 0;
    public static final int OFFSET_MSG_LEN = 56;

    private MMsgHdr() {}

    /** Bytes sent or received. */
    public static int length(long address) {
        return Memory.getInt(address + OFFSET_MSG_LEN);
    }
}
