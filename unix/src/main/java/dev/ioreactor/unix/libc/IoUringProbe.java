package dev.ioreactor.unix.libc;

/**
 * What operations a kernel has: {@code struct io_uring_probe} for {@code IORING_REGISTER_PROBE}; so
 * many {@link #OP_BYTES} entries follow.
 */
public final class IoUringProbe {
    public static final int BYTES = 16;

    public static final int OFFSET_LAST_OP = 0;
    public static final int OFFSET_OPS_LEN = 1;
    public static final int OFFSET_OPS = 16;

    private IoUringProbe() {}

    public static final int OP_BYTES = 8;
    private static final int OP_FLAGS = 2;

    /** Whether an operation is supported, in an answer to a probe for at least so many. */
    public static boolean supports(long address, int operation) {
        int last = Byte.toUnsignedInt(Memory.getByte(address + OFFSET_LAST_OP));
        long entry = address + OFFSET_OPS + (long) operation * OP_BYTES;
        return operation <= last
                && (Memory.getShort(entry + OP_FLAGS) & RingConstants.IO_URING_OP_SUPPORTED) != 0;
    }
}
