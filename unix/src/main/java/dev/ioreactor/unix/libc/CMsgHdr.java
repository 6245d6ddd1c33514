package dev.ioreactor.unix.libc;

/**
 * A control message, such as passed descriptors or a destination address: {@code struct cmsghdr} of
 * cmsg(3). Its data follow; the next one starts aligned to 8.
 */
public final class CMsgHdr {
    public static final int BYTES = 16;

    public static final int OFFSET_CMSG_LEN = 0;
    public static final int OFFSET_CMSG_LEVEL = 8;
    public static final int OFFSET_CMSG_TYPE = 12;

    private CMsgHdr() {}

    /** Bytes of this header and the data. */
    public static long length(long address) {
        return Memory.getLong(address + OFFSET_CMSG_LEN);
    }

    /** The protocol that it belongs to. */
    public static int level(long address) {
        return Memory.getInt(address + OFFSET_CMSG_LEVEL);
    }

    /** Its meaning within the protocol. */
    public static int type(long address) {
        return Memory.getInt(address + OFFSET_CMSG_TYPE);
    }

    /** Writes a header in front of so many bytes of data. */
    public static void put(long address, int level, int type, long dataBytes) {
        Memory.putLong(address + OFFSET_CMSG_LEN, BYTES + dataBytes);
        Memory.putInt(address + OFFSET_CMSG_LEVEL, level);
        Memory.putInt(address + OFFSET_CMSG_TYPE, type);
    }

    /** Bytes that a control message with so many bytes of data takes: {@code CMSG_SPACE}. */
    public static long space(long dataBytes) {
        return BYTES + ((dataBytes + 7) & ~7L);
    }
}
