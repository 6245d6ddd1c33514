package dev.ioreactor.unix.libc;

/**
 * An entry of the submission queue: {@code struct io_uring_sqe} of io_uring_enter(2). Fields that
 * share a place have one name each.
 */
public final class IoUringSqe {
    public static final int BYTES = 64;

    public static final int OFFSET_OPCODE = 0;
    public static final int OFFSET_FLAGS = 1;
    public static final int OFFSET_IOPRIO = 2;
    public static final int OFFSET_FD = 4;
    public static final int OFFSET_OFF = 8;
    public static final int OFFSET_ADDR2 = 8;
    public static final int OFFSET_ADDR = 16;
    public static final int OFFSET_LEN = 24;
    public static final int OFFSET_RW_FLAGS = 28;
    public static final int OFFSET_FSYNC_FLAGS = 28;
    public static final int OFFSET_POLL32_EVENTS = 28;
    public static final int OFFSET_MSG_FLAGS = 28;
    public static final int OFFSET_TIMEOUT_FLAGS = 28;
    public static final int OFFSET_ACCEPT_FLAGS = 28;
    public static final int OFFSET_CANCEL_FLAGS = 28;
    public static final int OFFSET_OPEN_FLAGS = 28;
    public static final int OFFSET_MSG_RING_FLAGS = 28;
    public static final int OFFSET_NOP_FLAGS = 28;
    public static final int OFFSET_USER_DATA = 32;
    public static final int OFFSET_BUF_INDEX = 40;
    public static final int OFFSET_BUF_GROUP = 40;
    public static final int OFFSET_PERSONALITY = 42;
    public static final int OFFSET_SPLICE_FD_IN = 44;
    public static final int OFFSET_FILE_INDEX = 44;
    public static final int OFFSET_ADDR_LEN = 44;
    public static final int OFFSET_ADDR3 = 48;

    private IoUringSqe() {}
}
