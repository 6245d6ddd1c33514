package dev.ioreactor.unix.libc;

/** An entry of the completion queue: {@code struct io_uring_cqe} of io_uring_enter(2). */
public final class IoUringCqe {
    public static final int BYTES = 16;

    public static final int OFFSET_USER_DATA = 0;
    public static final int OFFSET_RES = 8;
    public static final int OFFSET_FLAGS = 12;

    private IoUringCqe() {}

    /** The word of the entry that was submitted. */
    public static long userData(long address) {
        return Memory.getLong(address + OFFSET_USER_DATA);
    }

    /** What the operation returned, or the negative errno. */
    public static int result(long address) {
        return Memory.getInt(address + OFFSET_RES);
    }

    /** {@code IORING_CQE_F} bits and, in the upper 16, the buffer's number. */
    public static int flags(long address) {
        return Memory.getInt(address + OFFSET_FLAGS);
    }
}
