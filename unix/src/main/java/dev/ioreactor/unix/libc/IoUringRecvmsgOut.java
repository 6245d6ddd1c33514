package dev.ioreactor.unix.libc;

/**
 * What stands in front of a datagram that a multishot recvmsg received: {@code struct
 * io_uring_recvmsg_out}. The sender's address, control messages and payload follow, the first two
 * at their full capacity.
 */
public final class IoUringRecvmsgOut {
    public static final int BYTES = 16;

    public static final int OFFSET_NAMELEN = 0;
    public static final int OFFSET_CONTROLLEN = 4;
    public static final int OFFSET_PAYLOADLEN = 8;
    public static final int OFFSET_FLAGS = 12;

    private IoUringRecvmsgOut() {}
}
