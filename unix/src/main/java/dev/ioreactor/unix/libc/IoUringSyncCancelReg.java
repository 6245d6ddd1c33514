package dev.ioreactor.unix.libc;

/**
 * Cancels and waits for it: {@code struct io_uring_sync_cancel_reg} for {@code
 * IORING_REGISTER_SYNC_CANCEL}.
 */
public final class IoUringSyncCancelReg {
    public static final int BYTES = 64;

    public static final int OFFSET_ADDR = 0;
    public static final int OFFSET_FD = 8;
    public static final int OFFSET_FLAGS = 12;
    public static final int OFFSET_TIMEOUT = 16;

    private IoUringSyncCancelReg() {}
}
