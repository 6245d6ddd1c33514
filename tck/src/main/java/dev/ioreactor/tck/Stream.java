package dev.ioreactor.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A stream of bytes in which each can be known by its place: any byte that is lost, repeated or out
 * of order is found.
 */
final class Stream {
    private static final int STEP_BYTES = 48_611;

    private Stream() {}

    /** The byte at a place: of no short period, and not of a power of two. */
    static byte at(long place) {
        return (byte) (place * 31 + (place >>> 8) * 7 + (place >>> 16) * 3);
    }

    /** Fills a buffer with the bytes from {@code place} on. */
    static void fill(ByteBuffer target, long place) {
        for (long next = place; target.hasRemaining(); next++) {
            target.put(at(next));
        }
    }

    /** Sends so many bytes on a blocking thread of its own, then half-closes. */
    static Thread send(SocketChannel channel, long totalBytes) {
        return Thread.ofPlatform()
                .name("tck-sender")
                .start(() -> {
                    try {
                        channel.configureBlocking(true);
                        sendAll(channel, totalBytes);
                        channel.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Receives on a blocking thread of its own until the end, verifying each byte. */
    static Thread receive(SocketChannel channel, Verifier verifier) {
        return Thread.ofPlatform()
                .name("tck-receiver")
                .start(() -> {
                    try {
                        channel.configureBlocking(true);
                        ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
                        while (channel.read(buffer.clear()) >= 0) {
                            verifier.take(buffer.flip());
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private static void sendAll(SocketChannel channel, long totalBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(STEP_BYTES);
        long sent = 0;
        while (sent < totalBytes) {
            buffer.clear().limit((int) Math.min(STEP_BYTES, totalBytes - sent));
            fill(buffer, sent);
            sent += buffer.flip().remaining();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Checks each byte of a stream; the count may be read by another thread after a join. */
    static final class Verifier {
        private volatile long place;

        Verifier() {
            this(0);
        }

        /** For a stream that begins at {@code place}. */
        Verifier(long place) {
            this.place = place;
        }

        void take(ByteBuffer bytes) {
            long next = place;
            while (bytes.hasRemaining()) {
                byte found = bytes.get();
                if (found != at(next)) {
                    throw new AssertionError(
                            "byte " + next + " is " + found + " instead of " + at(next));
                }
                next++;
            }
            place = next;
        }

        long countBytes() {
            return place;
        }
    }
}
