package dev.ioreactor.unix.libc;

/**
 * Registers a ring of provided buffers: {@code struct io_uring_buf_reg} for {@code
 * IORING_REGISTER_PBUF_RING}.
 */
public final class IoUringBufReg {
    public static final int BYTES = 40;

    public static final int OFFSET_RING_ADDR = 0;
    public static final int OFFSET_RING_ENTRIES = 8;
    public static final int OFFSET_BGID = 12;
    public static final int OFFSET_FLAGS = 14;

    private IoUringBufReg() {}

    /** Describes a ring of buffers, as many as a power of two. */
    public static void put(long address, long ring, int entries, int group, int flags) {
        Memory.clear(address, BYTES);
        Memory.putLong(address + OFFSET_RING_ADDR, ring);
        Memory.putInt(address + OFFSET_RING_ENTRIES, entries);
        Memory.putShort(address + OFFSET_BGID, (short) group);
        Memory.putShort(address + OFFSET_FLAGS, (short) flags);
    }
}
