package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;

import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.SendTo;
import dev.ioreactor.unix.libc.CallState;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams in batches: the ring only says when there are some, and one call then moves many. An
 * entry and a completion for each datagram would cost more.
 */
final class UringDatagrams implements AutoCloseable {
    private final CallState state;
    private final int bufferBytes;
    private @Nullable Arena arena; // null until the first datagram
    private @Nullable DatagramBatch batch; // null until the first datagram

    UringDatagrams(CallState state, int bufferBytes) {
        this.state = state;
        this.bufferBytes = bufferBytes;
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    private DatagramBatch batch() {
        DatagramBatch known = batch;
        if (known == null) {
            Arena fresh = Arena.ofShared();
            arena = fresh;
            known = new DatagramBatch(fresh, bufferBytes);
            batch = known;
        }
        return known;
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
    }
}
