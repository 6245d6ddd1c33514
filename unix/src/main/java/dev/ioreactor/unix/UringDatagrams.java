package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_TRUNC;

import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.IoUringRecvmsgOut;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.MsgHdr;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of an engine {@code io_uring}, and the memory for them, which is taken with the first.
 *
 * <p>Where the kernel can (Linux 6.0), a receive stays and fills a buffer with each datagram:
 *
 * <pre>
 *   0        16                128
 *   ┌────────┬─────────────────┬──────────────────────────────┐
 *   │ header │ sender, or less │ datagram, or what there is   │
 *   └────────┴─────────────────┴──────────────────────────────┘
 * </pre>
 *
 * <p>Else the ring only says when there are some, and one call moves many. Sending is such a call
 * always. Confined to the engine's thread.
 */
final class UringDatagrams implements AutoCloseable {
    private static final int GROUP = 1;
    private static final int PAYLOAD_OFFSET = 128;
    private static final int NAME_BYTES = PAYLOAD_OFFSET - IoUringRecvmsgOut.BYTES;

    private final CallState state;
    private final int ring;
    private final int bufferBytes;
    private final int buffers;

    /** Whether receives are to stay; false from the time on when the system refuses buffers. */
    private boolean multishot;

    private @Nullable Arena arena; // null until the first datagram
    private @Nullable DatagramBatch batch; // null until the first datagram
    private @Nullable BufferRing filled; // null until the first receive that stays
    private long template;

    /**
     * Takes nothing yet.
     *
     * @param bufferBytes the longest datagram
     * @param multishot whether the kernel lets receives stay
     */
    UringDatagrams(CallState state, int ring, int bufferBytes, int buffers, boolean multishot) {
        this.state = state;
        this.ring = ring;
        this.bufferBytes = bufferBytes;
        this.buffers = buffers;
        this.multishot = multishot;
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    private DatagramBatch batch() {
        DatagramBatch known = batch;
        if (known == null) {
            Arena fresh = Arena.ofShared();
            arena = fresh;
            known = new DatagramBatch(fresh, bufferBytes);
            batch = known;
            template = fresh.allocate(MsgHdr.BYTES, 64).address();
            MsgHdr.put(template, 0, NAME_BYTES, 0, 0);
        }
        return known;
    }

    /** Makes ready for a receive that stays; false if there is to be none. */
    boolean receivesMultishot() {
        if (multishot && filled == null) {
            batch();
            try {
                filled =
                        BufferRing.open(
                                state, ring, GROUP, buffers, PAYLOAD_OFFSET + bufferBytes, false);
            } catch (IOException e) {
                multishot = false; // no memory for it: the other way needs less
            }
        }
        return multishot;
    }

    /** Whether receives stay. */
    boolean isMultishot() {
        return multishot;
    }

    /** The number that receives name the buffers by. */
    int group() {
        return GROUP;
    }

    /** The {@link MsgHdr} that says how much of a sender's address is wanted. */
    long template() {
        return template;
    }

    /** Lends the datagram that a completion has brought; returns its length. */
    int lend(int completionFlags, int result, ReceiveFrom operation) {
        BufferRing ready = Objects.requireNonNull(filled);
        long header = ready.address(completionFlags);
        ByteBuffer bytes = ready.filled(completionFlags, result).position(PAYLOAD_OFFSET);
        int nameLength =
                Math.min(NAME_BYTES, Memory.getInt(header + IoUringRecvmsgOut.OFFSET_NAMELEN));
        int flags = Memory.getInt(header + IoUringRecvmsgOut.OFFSET_FLAGS);
        operation.lend(
                bytes,
                nameLength == 0
                        ? null
                        : batch().decode(header + IoUringRecvmsgOut.BYTES, nameLength),
                (flags & MSG_TRUNC) != 0);
        return result - PAYLOAD_OFFSET;
    }

    /** Gives a buffer that a completion named back to the kernel. */
    void giveBack(int completionFlags) {
        BufferRing ready = Objects.requireNonNull(filled);
        ready.giveBack(completionFlags);
        ready.publish();
    }

    /** Receives at most {@code limit}: the number, or a negated errno. */
    int receive(ReceiveFrom operation, int limit) {
        return batch().receive(state, operation.handle().descriptor(), limit, MSG_DONTWAIT);
    }

    /** Lends one of those received last; returns its length. */
    int lend(int index, ReceiveFrom operation) {
        return batch().lend(index, operation);
    }

    /** Sends as {@link SendTo} says. */
    int send(SendTo operation) {
        return batch().send(state, operation.handle().descriptor(), operation);
    }

    @Override
    public void close() {
        Arena open = arena;
        if (open != null) {
            arena = null;
            batch = null;
            open.close();
        }
        BufferRing lent = filled;
        if (lent != null) {
            lent.close();
        }
    }
}
