package dev.ioreactor.unix.libc;

/** A piece of memory to gather from or to scatter to: {@code struct iovec} of readv(2). */
public final class IoVec {
    public static final int BYTES = 16;

    public static final int OFFSET_IOV_BASE = 0;
    public static final int OFFSET_IOV_LEN = 8;

    private IoVec() {}

    /** The address of the piece. */
    public static long base(long address) {
        return Memory.getLong(address + OFFSET_IOV_BASE);
    }

    /** The bytes of the piece. */
    public static long length(long address) {
        return Memory.getLong(address + OFFSET_IOV_LEN);
    }

    /** Describes a piece. */
    public static void put(long address, long base, long length) {
        Memory.putLong(address + OFFSET_IOV_BASE, base);
        Memory.putLong(address + OFFSET_IOV_LEN, length);
    }
}
