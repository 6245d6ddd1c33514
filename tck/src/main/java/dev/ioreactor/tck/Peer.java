package dev.ioreactor.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a stream: a socket of the JDK, not of ours, so that nothing of ours is tested
 * against itself.
 *
 * <p>It never blocks: a test looks at it again and again while it runs its engine on the same
 * thread.
 */
final class Peer implements AutoCloseable {
    private static final int RECEIVE_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(RECEIVE_BYTES);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;
    private @Nullable IOException failure;

    Peer(SocketChannel connected) throws IOException {
        channel = connected;
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends all; what the kernel has no room for is a failure of the test. */
    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends all; what the kernel has no room for is a failure of the test. */
    void send(byte[] bytes) {
        int sent = trySend(ByteBuffer.wrap(bytes));
        if (sent != bytes.length) {
            throw new AssertionError("the kernel took " + sent + " bytes of " + bytes.length);
        }
    }

    /** Sends what the kernel has room for. */
    int trySend(ByteBuffer bytes) {
        try {
            int sent = 0;
            for (int count = -1; count != 0 && bytes.hasRemaining(); sent += count) {
                count = channel.write(bytes);
            }
            return sent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that has come so far. */
    byte[] bytes() {
        look();
        return received.toByteArray();
    }

    /** All that has come so far, as text. */
    String text() {
        look();
        return received.toString(StandardCharsets.UTF_8);
    }

    /** Passes on what has come since and is in the kernel; how many bytes. Not to be mixed. */
    int take(Stream.Verifier verifier) {
        try {
            int total = 0;
            for (int count = channel.read(buffer.clear());
                    count > 0;
                    count = channel.read(buffer.clear())) {
                verifier.take(buffer.flip());
                total += count;
            }
            return total;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes have come so far. */
    int count() {
        look();
        return received.size();
    }

    /** Whether the other end has ended the stream in order. */
    boolean hasEnded() {
        look();
        return ended;
    }

    /** Whether the other end has broken the stream. */
    boolean wasReset() {
        look();
        return failure != null;
    }

    /** Half-close. */
    void finish() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes so that the other end sees a reset. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look() {
        try {
            while (!ended && failure == null && channel.isOpen()) {
                int count = channel.read(buffer.clear());
                if (count == 0) {
                    return;
                }
                ended = count < 0;
                received.write(buffer.array(), 0, Math.max(0, count));
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
