package dev.ioreactor.unix.libc;

/**
 * An entry of a ring of provided buffers: {@code struct io_uring_buf}; the ring's tail lies in the
 * unused field of the first one.
 */
public final class IoUringBuf {
    public static final int BYTES = 16;

    public static final int OFFSET_ADDR = 0;
    public static final int OFFSET_LEN = 8;
    public static final int OFFSET_BID = 12;
    public static final int OFFSET_RESV = 14;

    private IoUringBuf() {}

    /** Describes a buffer; leaves the ring's tail alone. */
    public static void put(long address, long buffer, int length, short number) {
        Memory.putLong(address + OFFSET_ADDR, buffer);
        Memory.putInt(address + OFFSET_LEN, length);
        Memory.putShort(address + OFFSET_BID, number);
    }
}
