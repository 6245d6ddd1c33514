package dev.ioreactor.engine;

import dev.ioreactor.buffer.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams, one per chunk of a chain, in order; one-shot.
 *
 * <p>Each chunk's {@link Chunk#attachment} is its destination, null on a connected handle.
 * Completes with the number of datagrams sent, at least one and at most {@link #count}, or with the
 * negated errno of the first, which was then not sent.
 */
public final class SendTo extends Operation {
    private @Nullable Chunk first;
    private int count;

    /** Sends on {@code handle}. */
    public SendTo(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says what to send: the first {@code datagrams} chunks of the chain; while idle only. */
    public void of(Chunk head, int datagrams) {
        assert !inFlight();
        assert datagrams > 0;
        first = head;
        count = datagrams;
    }

    /** The chunk of the first datagram. */
    public Chunk first() {
        Chunk head = first;
        if (head == null) {
            throw new IllegalStateException("nothing to send");
        }
        return head;
    }

    /** How many datagrams to send. */
    public int count() {
        return count;
    }
}
