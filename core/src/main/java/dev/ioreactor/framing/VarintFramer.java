package dev.ioreactor.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds frames that begin with their length as a base 128 varint. */
final class VarintFramer extends Framer {
    private static final int LONGEST_BYTES = 5;
    private static final int BITS = 7;

    private final int mostBytes;

    VarintFramer(int mostBytes, FrameHandler<ByteBuffer> handler) {
        super(
                handler,
                "frame of " + mostBytes + " bytes",
                (long) LONGEST_BYTES + mostBytes,
                ByteOrder.LITTLE_ENDIAN);
        this.mostBytes = mostBytes;
    }

    @Override
    int find(ByteBuffer bytes) {
        long length = 0;
        int at = bytes.position();
        for (int i = 0; i < LONGEST_BYTES; i++) {
            if (at == bytes.limit()) {
                return INCOMPLETE;
            }
            byte digit = bytes.get(at++);
            length |= (digit & 0x7FL) << (i * BITS);
            if (length > mostBytes) {
                return TOO_LONG;
            }
            if (digit >= 0) {
                return frame(bytes, at, (int) length);
            }
        }
        return TOO_LONG; // or a length padded beyond what any encoder writes
    }

    private int frame(ByteBuffer bytes, int begin, int length) {
        if (bytes.limit() - begin < length) {
            return INCOMPLETE;
        }
        frameBegin = begin;
        frameEnd = begin + length;
        nextBegin = frameEnd;
        return FRAME;
    }
}
