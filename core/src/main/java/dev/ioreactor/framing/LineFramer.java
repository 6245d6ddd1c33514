package dev.ioreactor.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds lines; remembers what it has scanned, so that a line that drips in costs no more. */
final class LineFramer extends Framer {
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final long EIGHT_LF = 0x0A0A_0A0A_0A0A_0A0AL;
    private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;

    private final int mostBytes;
    private int scanned; // bytes from the position on that are known to hold no LF

    LineFramer(int mostBytes, FrameHandler<ByteBuffer> handler) {
        super(handler, "line of " + mostBytes + " bytes", mostBytes + 2L, ByteOrder.BIG_ENDIAN);
        this.mostBytes = mostBytes;
    }

    @Override
    int find(ByteBuffer bytes) {
        int begin = bytes.position();
        int end = (int) Math.min(bytes.limit(), begin + mostBytes + 2L);
        int at = indexOfLineFeed(bytes, begin + scanned, end);
        if (at < 0) {
            scanned = end - begin;
            return isTooLong(bytes, begin, end) ? TOO_LONG : INCOMPLETE;
        }
        scanned = 0;
        frameBegin = begin;
        frameEnd = at > begin && bytes.get(at - 1) == CR ? at - 1 : at;
        nextBegin = at + 1;
        return frameEnd - begin > mostBytes ? TOO_LONG : FRAME;
    }

    /** Without an LF in sight: one byte more than allowed can only be the CR before it. */
    private boolean isTooLong(ByteBuffer bytes, int begin, int end) {
        int excess = end - begin - mostBytes;
        return excess > 1 || (excess == 1 && bytes.get(end - 1) != CR);
    }

    /** Eight bytes at a time, by S. E. Anderson's and others' exact test for a zero byte. */
    private static int indexOfLineFeed(ByteBuffer bytes, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long zeroWhereLf = bytes.getLong(at) ^ EIGHT_LF;
            long found = ~(((zeroWhereLf & LOW_BITS) + LOW_BITS) | zeroWhereLf | LOW_BITS);
            if (found != 0) {
                return at + Long.numberOfLeadingZeros(found) / Byte.SIZE; // the buffer's order
            }
        }
        for (; at < end; at++) {
            if (bytes.get(at) == LF) {
                return at;
            }
        }
        return -1;
    }
}
