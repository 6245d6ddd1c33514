package dev.ioreactor.unix.libc;

/**
 * What a ring shall be, and where its parts lie: {@code struct io_uring_params} of
 * io_uring_setup(2). The offsets under {@code SQ_OFF} and {@code CQ_OFF} hold offsets into the
 * mapped rings.
 */
public final class IoUringParams {
    public static final int BYTES = 120;

    public static final int OFFSET_SQ_ENTRIES = 0;
    public static final int OFFSET_CQ_ENTRIES = 4;
    public static final int OFFSET_FLAGS = 8;
    public static final int OFFSET_SQ_THREAD_CPU = 12;
    public static final int OFFSET_SQ_THREAD_IDLE = 16;
    public static final int OFFSET_FEATURES = 20;
    public static final int OFFSET_WQ_FD = 24;
    public static final int OFFSET_RESV = 28;
    public static final int OFFSET_SQ_OFF_HEAD = 40;
    public static final int OFFSET_SQ_OFF_TAIL = 44;
    public static final int OFFSET_SQ_OFF_RING_MASK = 48;
    public static final int OFFSET_SQ_OFF_RING_ENTRIES = 52;
    public static final int OFFSET_SQ_OFF_FLAGS = 56;
    public static final int OFFSET_SQ_OFF_DROPPED = 60;
    public static final int OFFSET_SQ_OFF_ARRAY = 64;
    public static final int OFFSET_CQ_OFF_HEAD = 80;
    public static final int OFFSET_CQ_OFF_TAIL = 84;
    public static final int OFFSET_CQ_OFF_RING_MASK = 88;
    public static final int OFFSET_CQ_OFF_RING_ENTRIES = 92;
    public static final int OFFSET_CQ_OFF_OVERFLOW = 96;
    public static final int OFFSET_CQ_OFF_CQES = 100;
    public static final int OFFSET_CQ_OFF_FLAGS = 104;

    private IoUringParams() {}
}
