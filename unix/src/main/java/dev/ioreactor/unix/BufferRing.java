package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_CQE_BUFFER_SHIFT;
import static dev.ioreactor.unix.libc.RingConstants.IORING_CQE_F_BUF_MORE;
import static dev.ioreactor.unix.libc.RingConstants.IORING_REGISTER_PBUF_RING;
import static dev.ioreactor.unix.libc.RingConstants.IORING_UNREGISTER_PBUF_RING;
import static dev.ioreactor.unix.libc.RingConstants.IOU_PBUF_RING_INC;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoUringBuf;
import dev.ioreactor.unix.libc.IoUringBufReg;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.Rings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Buffers that are lent to the kernel, which fills one only when data have come: idle connections
 * need none.
 *
 * <p>A buffer is the kernel's until a completion names it, then ours until {@link #giveBack}. Where
 * the kernel can (Linux 6.12), it consumes a buffer piece by piece, so that many short messages
 * share one; a completion then says whether more of the same buffer will follow, and the buffer
 * comes back once, after the last piece. Such buffers are {@value #JOINED} times as large, and as
 * many times fewer: a message that does not fit into what is left of one comes in two parts, which
 * costs a receive more, and perhaps a send. Source: io_uring_register(2).
 */
final class BufferRing implements AutoCloseable {
    private static final int JOINED = 4;

    private final CallState state;
    private final int ring;
    private final int group;
    private final int count;
    private final int bufferBytes;
    private final Pages entries;
    private final Pages memory;
    private final ByteBuffer[] views;

    /** For each buffer how much of it has been filled. */
    private final int[] filledBytes;

    private short tail;
    private boolean closed;

    private BufferRing(CallState state, int ring, int group, int count, int bufferBytes)
            throws IOException {
        this.state = state;
        this.ring = ring;
        this.group = group;
        this.count = count;
        this.bufferBytes = bufferBytes;
        entries = Pages.take(state, (long) count * IoUringBuf.BYTES);
        try {
            memory = Pages.take(state, (long) count * bufferBytes);
        } catch (IOException e) {
            entries.close();
            throw e;
        }
        views = new ByteBuffer[count];
        filledBytes = new int[count];
        for (int i = 0; i < count; i++) {
            views[i] = Memory.buffer(memory.address() + (long) i * bufferBytes, bufferBytes);
        }
    }

    /**
     * Registers buffers with a ring and lends them all.
     *
     * @param group the number that receives name these buffers by
     * @param count a power of two up to 32,768
     * @param bufferBytes 1 MiB at the most
     * @param inPieces whether a buffer may be consumed piece by piece, where the kernel can
     */
    static BufferRing open(
            CallState state, int ring, int group, int count, int bufferBytes, boolean inPieces)
            throws IOException {
        if (inPieces) {
            int joined = Math.min(count, JOINED);
            BufferRing buffers =
                    new BufferRing(state, ring, group, count / joined, joined * bufferBytes);
            int result = buffers.register(IOU_PBUF_RING_INC);
            if (result != -Errno.EINVAL) {
                return buffers.registered(result);
            }
            buffers.abandon();
        }
        BufferRing buffers = new BufferRing(state, ring, group, count, bufferBytes);
        return buffers.registered(buffers.register(0));
    }

    private BufferRing registered(int result) throws IOException {
        if (result < 0) {
            abandon();
            throw Errors.of(result, "io_uring: provided buffers");
        }
        for (int i = 0; i < count; i++) {
            lend(i);
        }
        publish();
        return this;
    }

    /** Frees what no kernel knows of. */
    private void abandon() {
        closed = true;
        free();
    }

    private int register(int flags) {
        long registration = state.scratch();
        IoUringBufReg.put(registration, entries.address(), count, group, flags);
        return Rings.register(state, ring, IORING_REGISTER_PBUF_RING, registration, 1);
    }

    private void lend(int number) {
        filledBytes[number] = 0;
        long entry = entries.address() + (long) (tail & (count - 1)) * IoUringBuf.BYTES;
        long buffer = memory.address() + (long) number * bufferBytes;
        IoUringBuf.put(entry, buffer, bufferBytes, (short) number);
        tail++;
    }

    /** The group of these buffers. */
    int group() {
        return group;
    }

    /** Where the buffer begins that a completion names. */
    long address(int completionFlags) {
        int number = completionFlags >>> IORING_CQE_BUFFER_SHIFT;
        return memory.address() + (long) number * bufferBytes;
    }

    /** The bytes that a completion has brought, from position to limit. */
    ByteBuffer filled(int completionFlags, int bytes) {
        int number = completionFlags >>> IORING_CQE_BUFFER_SHIFT;
        int begin = filledBytes[number];
        int end = begin + bytes;
        assert end <= bufferBytes;
        filledBytes[number] = end;
        return views[number].limit(end).position(begin).order(ByteOrder.BIG_ENDIAN);
    }

    /** Gives back what a completion named, if nothing more of that buffer follows. */
    void giveBack(int completionFlags) {
        if ((completionFlags & IORING_CQE_F_BUF_MORE) == 0) {
            lend(completionFlags >>> IORING_CQE_BUFFER_SHIFT);
        }
    }

    /** Lets the kernel see what was given back. */
    void publish() {
        Memory.putShortRelease(entries.address() + IoUringBuf.OFFSET_RESV, tail);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long registration = state.scratch();
        IoUringBufReg.put(registration, 0, 0, group, 0);
        Rings.register(state, ring, IORING_UNREGISTER_PBUF_RING, registration, 1);
        free();
    }

    private void free() {
        entries.close();
        memory.close();
    }
}
