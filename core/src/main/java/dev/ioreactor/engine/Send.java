package dev.ioreactor.engine;

import dev.ioreactor.buffer.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * Sends bytes of a chain of chunks on a connected stream handle, gathering; one-shot.
 *
 * <p>Completes with the number of bytes sent, at least one and perhaps fewer than asked for, or
 * with a negated errno. Covers the first {@link #bytes} readable bytes of the chain at {@link
 * #first}; the chunks stay the owner's, lent until the completion. One handle has at most one send
 * in flight, or bytes could change their order.
 *
 * <p>An engine may be told that nobody waits for the success: see {@link #successMayBeLate}.
 */
public final class Send extends Operation {
    private @Nullable Chunk first;
    private int bytes;
    private boolean successMayBeLate;

    /** Sends on {@code handle}. */
    public Send(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says what to send: the first {@code count} readable bytes of the chain; while idle only. */
    public void of(Chunk head, int count) {
        assert !inFlight();
        assert count > 0;
        first = head;
        bytes = count;
    }

    /**
     * Says whether the completion of a send that sends everything may come late: with whatever ends
     * the poll that performs it, instead of ending that poll by itself. It saves an engine that
     * submits and waits in one call a second call. A failure, a part that was sent, and the end
     * after a cancel are never late. For the next submissions; while idle only.
     */
    public void successMayBeLate(boolean late) {
        assert !inFlight();
        successMayBeLate = late;
    }

    /** Whether the completion of a send that sends everything may come late. */
    public boolean successMayBeLate() {
        return successMayBeLate;
    }

    /** The chunk with the first byte. */
    public Chunk first() {
        Chunk head = first;
        if (head == null) {
            throw new IllegalStateException("nothing to send");
        }
        return head;
    }

    /** How many bytes of the chain to send. */
    public int bytes() {
        return bytes;
    }
}
