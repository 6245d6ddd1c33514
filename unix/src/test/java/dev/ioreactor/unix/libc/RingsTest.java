package dev.ioreactor.unix.libc;

import static dev.ioreactor.engine.Errno.EBADF;
import static dev.ioreactor.engine.Errno.EINVAL;
import static dev.ioreactor.unix.libc.IoUringParams.*;
import static dev.ioreactor.unix.libc.MappingConstants.*;
import static dev.ioreactor.unix.libc.RingConstants.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real ring, driven by nothing but the three calls and the layouts. */
class RingsTest {
    private static final int ENTRIES = 8;

    private final CallState state = new CallState();
    private final Block block = Block.allocate(4096);
    private final long params = block.address();
    private final long argument = block.address() + 1024;
    private final long timespec = block.address() + 2048;
    private int ring;
    private long rings;
    private long ringsBytes;
    private long entries;

    @BeforeEach
    void setUp() {
        Memory.putInt(
                params + OFFSET_FLAGS, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
        ring = Rings.setup(state, ENTRIES, params);
        assumeTrue(ring >= 0, () -> "no io_uring here: " + Errno.describe(-ring));
        assertThat(get(OFFSET_FEATURES) & IORING_FEAT_SINGLE_MMAP).isNotZero();
        ringsBytes = (long) get(OFFSET_CQ_OFF_CQES) + (long) get(OFFSET_CQ_ENTRIES) * 16;
        ringsBytes = Math.max(ringsBytes, get(OFFSET_SQ_OFF_ARRAY) + ENTRIES * 4L);
        rings = map(ringsBytes, IORING_OFF_SQ_RING);
        entries = map(ENTRIES * (long) IoUringSqe.BYTES, IORING_OFF_SQES);
    }

    @AfterEach
    void tearDown() {
        if (ring >= 0) {
            assertThat(Mappings.unmap(state, rings, ringsBytes)).isZero();
            assertThat(Mappings.unmap(state, entries, ENTRIES * (long) IoUringSqe.BYTES)).isZero();
            assertThat(Descriptors.close(state, ring)).isZero();
        }
        block.close();
    }

    @Test
    void anEntryComesBackAsACompletionWithItsWord() {
        submitNop(0xfeedL);
        assertThat(Rings.enter(state, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0)).isEqualTo(1);
        assertThat(completions()).isEqualTo(1);
        long completion = rings + get(OFFSET_CQ_OFF_CQES);
        assertThat(IoUringCqe.userData(completion)).isEqualTo(0xfeedL);
        assertThat(IoUringCqe.result(completion)).isZero();
        assertThat(IoUringCqe.flags(completion)).isZero();
    }

    @Test
    void anInjectedErrorComesBackWhereTheKernelCan() {
        long entry = submitNop(1);
        Memory.putInt(entry + IoUringSqe.OFFSET_NOP_FLAGS, IORING_NOP_INJECT_RESULT);
        Memory.putInt(entry + IoUringSqe.OFFSET_LEN, -Errno.ECONNRESET);
        assertThat(Rings.enter(state, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0)).isEqualTo(1);
        int result = IoUringCqe.result(rings + get(OFFSET_CQ_OFF_CQES));
        assumeTrue(result != -EINVAL, "this kernel is older than 6.10");
        assertThat(result).isEqualTo(-Errno.ECONNRESET);
    }

    @Test
    void aWaitEndsAtItsTimeoutAndNeverEarly() {
        Timespec.put(timespec, 2_000_000);
        IoUringGeteventsArg.put(argument, timespec);
        long start = System.nanoTime();
        assertThat(
                        Rings.enter(
                                state,
                                ring,
                                0,
                                1,
                                IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG,
                                argument,
                                IoUringGeteventsArg.BYTES))
                .as("ETIME")
                .isEqualTo(-62);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    void aProbeKnowsWhatTheKernelHas() {
        int operations = 256;
        long bytes = IoUringProbe.BYTES + (long) operations * IoUringProbe.OP_BYTES;
        try (Block probe = Block.allocate(bytes)) {
            assertThat(
                            Rings.register(
                                    state,
                                    ring,
                                    IORING_REGISTER_PROBE,
                                    probe.address(),
                                    operations))
                    .isZero();
            assertThat(IoUringProbe.supports(probe.address(), IORING_OP_NOP)).isTrue();
            assertThat(IoUringProbe.supports(probe.address(), IORING_OP_RECV)).isTrue();
            assertThat(IoUringProbe.supports(probe.address(), 255)).isFalse();
        }
    }

    @Test
    void buffersOfARegisteredRingAreFilledByReceiving() {
        long fds = block.address() + 3072;
        assertThat(Sockets.socketPair(state, SocketConstants.AF_UNIX, 1, 0, fds)).isZero();
        try (Descriptor left = new Descriptor(Memory.getInt(fds));
                Descriptor right = new Descriptor(Memory.getInt(fds + 4));
                Block buffers = Block.allocate(4096)) {
            IoUringBufReg.put(argument, buffers.address(), 4, 9, 0);
            assertThat(Rings.register(state, ring, IORING_REGISTER_PBUF_RING, argument, 1))
                    .isZero();
            IoUringBuf.put(buffers.address(), buffers.address() + 1024, 100, (short) 5);
            Memory.putShortRelease(buffers.address() + IoUringBuf.OFFSET_RESV, (short) 1);
            assertThat(Sockets.send(state, left.fd(), timespec, 16, 0)).isEqualTo(16);

            long entry = submitNop(2);
            Memory.putByte(entry + IoUringSqe.OFFSET_OPCODE, (byte) IORING_OP_RECV);
            Memory.putByte(entry + IoUringSqe.OFFSET_FLAGS, (byte) IOSQE_BUFFER_SELECT);
            Memory.putInt(entry + IoUringSqe.OFFSET_FD, right.fd());
            Memory.putShort(entry + IoUringSqe.OFFSET_BUF_GROUP, (short) 9);
            assertThat(Rings.enter(state, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0)).isEqualTo(1);
            long completion = rings + get(OFFSET_CQ_OFF_CQES);
            assertThat(IoUringCqe.result(completion)).isEqualTo(16);
            int flags = IoUringCqe.flags(completion);
            assertThat(flags & IORING_CQE_F_BUFFER).isNotZero();
            assertThat(flags >>> IORING_CQE_BUFFER_SHIFT).isEqualTo(5);
            assertThat(Memory.equal(buffers.address() + 1024, timespec, 16)).isTrue();
            assertThat(Rings.register(state, ring, IORING_UNREGISTER_PBUF_RING, argument, 1))
                    .isZero();
        }
    }

    @Test
    void misuseIsReported() {
        assertThat(Rings.setup(state, 0, params)).isEqualTo(-EINVAL);
        assertThat(Rings.enter(state, Descriptor.NONE, 0, 0, 0, 0, 0)).isEqualTo(-EBADF);
        assertThat(Rings.register(state, Descriptor.NONE, 0, 0, 0)).isEqualTo(-EBADF);
    }

    /** Fills the first entry and publishes it. */
    private long submitNop(long word) {
        Memory.clear(entries, IoUringSqe.BYTES);
        Memory.putByte(entries + IoUringSqe.OFFSET_OPCODE, (byte) IORING_OP_NOP);
        Memory.putLong(entries + IoUringSqe.OFFSET_USER_DATA, word);
        Memory.putInt(rings + get(OFFSET_SQ_OFF_ARRAY), 0);
        Memory.putIntRelease(rings + get(OFFSET_SQ_OFF_TAIL), 1);
        return entries;
    }

    private int completions() {
        return Memory.getIntAcquire(rings + get(OFFSET_CQ_OFF_TAIL))
                - Memory.getInt(rings + get(OFFSET_CQ_OFF_HEAD));
    }

    private int get(int offset) {
        return Memory.getInt(params + offset);
    }

    private long map(long bytes, long offset) {
        int flags = MAP_SHARED | MAP_POPULATE;
        long address = Mappings.map(state, 0, bytes, PROT_READ | PROT_WRITE, flags, ring, offset);
        assertThat(Mappings.failed(address)).isFalse();
        return address;
    }
}
