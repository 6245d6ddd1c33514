package dev.ioreactor.framing;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A form of frames that begin with their length, to receive and to send: the length of what follows
 * it, as an unsigned number.
 *
 * <p>A length above {@code mostBytes} closes the connection with {@link CloseReason.LimitExceeded}
 * as soon as the length is there: nothing is allocated or waited for. Immutable and thread-safe;
 * the handlers that it makes are confined to their runtime's thread.
 */
public final class LengthPrefixed {
    private static final int VARINT = 0;
    private static final int LONGEST_PREFIX_BYTES = 8;
    private static final ThreadLocal<Parts> PARTS = ThreadLocal.withInitial(Parts::new);

    private final int prefixBytes; // or VARINT
    private final int mostBytes;
    private final ByteOrder order;

    private LengthPrefixed(int prefixBytes, int mostBytes, ByteOrder order) {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("frames of up to " + mostBytes + " bytes");
        }
        this.prefixBytes = prefixBytes;
        this.mostBytes = mostBytes;
        this.order = order;
    }

    /**
     * Lengths of 1, 2, 4 or 8 bytes, in network order.
     *
     * @param mostBytes of a frame without its length
     */
    public static LengthPrefixed of(int prefixBytes, int mostBytes) {
        boolean known =
                prefixBytes == 1 || prefixBytes == 2 || prefixBytes == 4 || prefixBytes == 8;
        if (!known) {
            throw new IllegalArgumentException(
                    "a length of " + prefixBytes + " bytes, not 1, 2, 4 or 8");
        }
        if (prefixBytes < Integer.BYTES && mostBytes >> (prefixBytes * Byte.SIZE) != 0) {
            throw new IllegalArgumentException(
                    "frames of up to "
                            + mostBytes
                            + " bytes, whose length takes more than "
                            + prefixBytes
                            + " bytes");
        }
        return new LengthPrefixed(prefixBytes, mostBytes, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Lengths as base 128 varints of at most 5 bytes, as Protocol Buffers have them.
     *
     * @param mostBytes of a frame without its length
     * @see <a href="https://protobuf.dev/programming-guides/encoding/#varints">Base 128 varints</a>
     */
    public static LengthPrefixed varint(int mostBytes) {
        return new LengthPrefixed(VARINT, mostBytes, ByteOrder.LITTLE_ENDIAN);
    }

    /** The same form with lengths, and frames as they are lent, in little-endian order. */
    public LengthPrefixed littleEndian() {
        return new LengthPrefixed(prefixBytes, mostBytes, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A handler of such frames for one connection, lent without their length and in its byte order.
     * Allocates nothing per frame.
     *
     * <p>A frame with its length takes at most {@code Limits.unreadBytes}; if {@code mostBytes}
     * allows more, the first callback throws.
     */
    public ConnectionHandler handler(FrameHandler<ByteBuffer> handler) {
        return prefixBytes == VARINT
                ? new VarintFramer(mostBytes, handler)
                : new PrefixFramer(prefixBytes, mostBytes, order, handler);
    }

    /**
     * Sends the remaining bytes as one frame, as {@link Connection#send(ByteBuffer)} does: all or
     * nothing, consumed if accepted. Allocates nothing.
     *
     * @return whether it was accepted
     * @throws IllegalArgumentException if it is longer than {@code mostBytes}
     */
    public boolean send(Connection connection, ByteBuffer frame) {
        int length = frame.remaining();
        if (length > mostBytes) {
            throw new IllegalArgumentException(
                    "a frame of " + length + " bytes, at most " + mostBytes);
        }
        Parts parts = PARTS.get();
        putLength(parts.length.clear().order(order), length);
        return parts.send(connection, frame);
    }

    @Override
    public String toString() {
        return "frames of up to %d bytes with %s lengths%s"
                .formatted(
                        mostBytes,
                        prefixBytes == VARINT ? "varint" : prefixBytes + "-byte",
                        order == ByteOrder.BIG_ENDIAN ? "" : ", little-endian");
    }

    private void putLength(ByteBuffer to, int length) {
        switch (prefixBytes) {
            case 1 -> to.put((byte) length);
            case 2 -> to.putShort((short) length);
            case 4 -> to.putInt(length);
            case 8 -> to.putLong(length);
            default -> putVarint(to, length);
        }
    }

    private static void putVarint(ByteBuffer to, int length) {
        int left = length;
        while (left > 0x7F) {
            to.put((byte) (left | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    /** What a gathering send needs, kept per thread so that none allocates. */
    private static final class Parts {
        private static final ByteBuffer NONE = ByteBuffer.allocate(0);

        final ByteBuffer length = ByteBuffer.allocate(LONGEST_PREFIX_BYTES);
        private final ByteBuffer[] both = {length, NONE};

        boolean send(Connection connection, ByteBuffer frame) {
            length.flip();
            both[1] = frame;
            try {
                return connection.send(both);
            } finally {
                both[1] = NONE;
            }
        }
    }
}
