package dev.ioreactor.unix;

import dev.ioreactor.engine.ReceiveFrom;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of one socket that had left the kernel when their receive was cancelled: they wait for
 * the next receive, as in the socket's own queue.
 *
 * <p>First in, first out. Few, since the next receive takes them before it asks for more: as many
 * as there are buffers for datagrams.
 */
final class DatagramsAhead implements TakenAhead {
    private record Kept(ByteBuffer bytes, @Nullable SocketAddress source, boolean truncated) {}

    private final ArrayDeque<Kept> queue = new ArrayDeque<>();

    /** Adds a copy of what an operation holds. */
    void add(ReceiveFrom operation) {
        ByteBuffer data = operation.data();
        ByteBuffer copy = ByteBuffer.allocateDirect(data.remaining());
        copy.put(0, data, data.position(), data.remaining());
        queue.add(new Kept(copy, operation.source(), operation.truncated()));
    }

    @Override
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Takes the first one and lends it to an operation; its length, or -1 if there is none. */
    int lend(ReceiveFrom operation) {
        Kept first = queue.poll();
        if (first == null) {
            return -1;
        }
        operation.lend(first.bytes, first.source, first.truncated);
        return first.bytes.remaining();
    }
}
