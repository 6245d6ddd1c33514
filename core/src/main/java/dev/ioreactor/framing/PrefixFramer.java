package dev.ioreactor.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds frames that begin with a length of a fixed size. */
final class PrefixFramer extends Framer {
    private final int prefixBytes;
    private final int mostBytes;

    PrefixFramer(
            int prefixBytes, int mostBytes, ByteOrder order, FrameHandler<ByteBuffer> handler) {
        super(handler, "frame of " + mostBytes + " bytes", (long) prefixBytes + mostBytes, order);
        this.prefixBytes = prefixBytes;
        this.mostBytes = mostBytes;
    }

    @Override
    int find(ByteBuffer bytes) {
        if (bytes.remaining() < prefixBytes) {
            return INCOMPLETE;
        }
        long length = length(bytes, bytes.position());
        if (length < 0 || length > mostBytes) {
            return TOO_LONG;
        }
        if (bytes.remaining() - prefixBytes < length) {
            return INCOMPLETE;
        }
        frameBegin = bytes.position() + prefixBytes;
        frameEnd = frameBegin + (int) length;
        nextBegin = frameEnd;
        return FRAME;
    }

    /** Negative for an unsigned length that a {@code long} does not hold. */
    private long length(ByteBuffer bytes, int at) {
        return switch (prefixBytes) {
            case 1 -> Byte.toUnsignedLong(bytes.get(at));
            case 2 -> Short.toUnsignedLong(bytes.getShort(at));
            case 4 -> Integer.toUnsignedLong(bytes.getInt(at));
            default -> bytes.getLong(at);
        };
    }
}
