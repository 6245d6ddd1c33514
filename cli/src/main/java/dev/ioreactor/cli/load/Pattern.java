package dev.ioreactor.cli.load;

import java.nio.ByteBuffer;

/**
 * What each connection sends: a stream of bytes that no other connection sends, and no other place
 * of the same one.
 *
 * <p>Byte {@code p} of connection {@code c} is a byte of the mixed word {@code (c, p / 8)}, so that
 * bytes that are lost, doubled, swapped or crossed do not pass for others. The mixer is the
 * finalizer of MurmurHash3, in the variant of Stafford (Mix13) that SplittableRandom uses.
 */
final class Pattern {
    private static final long CONNECTION = 0x9e3779b97f4a7c15L;

    private Pattern() {}

    /**
     * Puts {@code length} bytes of the stream from {@code position} on into a big-endian buffer.
     */
    static void put(ByteBuffer target, int connection, long position, int length) {
        long end = position + length;
        long at = position;
        while (at < end && (at & 7) != 0) {
            target.put(at(connection, at++));
        }
        for (; at + 8 <= end; at += 8) {
            target.putLong(word(connection, at >>> 3));
        }
        while (at < end) {
            target.put(at(connection, at++));
        }
    }

    /** One byte of the stream. */
    static byte at(int connection, long position) {
        return (byte) (word(connection, position >>> 3) >>> (56 - 8 * (int) (position & 7)));
    }

    private static long word(int connection, long index) {
        long z = (connection + 1) * CONNECTION + index;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
