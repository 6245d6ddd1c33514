package dev.ioreactor.unix.libc;

/** A message of sendmsg(2) and recvmsg(2): {@code struct msghdr}, as Linux has it. */
public final class MsgHdr {
    public static final int BYTES = 56;

    public static final int OFFSET_MSG_NAME = 0;
    public static final int OFFSET_MSG_NAMELEN = 8;
    public static final int OFFSET_MSG_IOV = 16;
    public static final int OFFSET_MSG_IOVLEN = 24;
    public static final int OFFSET_MSG_CONTROL = 32;
    public static final int OFFSET_MSG_CONTROLLEN = 40;
    public static final int OFFSET_MSG_FLAGS = 48;

    private MsgHdr() {}

    /** Bytes of the peer's address; set by receiving. */
    public static int nameLength(long address) {
        return Memory.getInt(address + OFFSET_MSG_NAMELEN);
    }

    /** Bytes of control messages; set by receiving. */
    public static long controlLength(long address) {
        return Memory.getLong(address + OFFSET_MSG_CONTROLLEN);
    }

    /** {@code MSG_TRUNC} and the like; set by receiving. */
    public static int flags(long address) {
        return Memory.getInt(address + OFFSET_MSG_FLAGS);
    }

    /** Describes a message without control messages; {@code name} 0 means no peer address. */
    public static void put(long address, long name, int nameLength, long vectors, long count) {
        Memory.putLong(address + OFFSET_MSG_NAME, name);
        Memory.putLong(address + OFFSET_MSG_NAMELEN, nameLength);
        Memory.putLong(address + OFFSET_MSG_IOV, vectors);
        Memory.putLong(address + OFFSET_MSG_IOVLEN, count);
        Memory.putLong(address + OFFSET_MSG_CONTROL, 0);
        Memory.putLong(address + OFFSET_MSG_CONTROLLEN, 0);
        Memory.putLong(address + OFFSET_MSG_FLAGS, 0);
    }

    /** Adds memory for control messages, see {@link CMsgHdr}. */
    public static void control(long address, long control, long length) {
        Memory.putLong(address + OFFSET_MSG_CONTROL, control);
        Memory.putLong(address + OFFSET_MSG_CONTROLLEN, length);
    }
}
