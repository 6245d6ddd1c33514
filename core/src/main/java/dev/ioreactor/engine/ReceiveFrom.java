package dev.ioreactor.engine;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams, multishot.
 *
 * <p>Each completion with {@code more} carries one datagram: result is its length, 0 for an empty
 * one; {@link #data}, {@link #source} and {@link #truncated} are valid until the completion
 * returns. A negative result with {@code more} is an error of an earlier datagram (such as an ICMP
 * port unreachable), after which receiving goes on; a negative one without is final. Zero is not an
 * end. At most {@link #limitPerPoll} datagrams are taken per call of {@link Engine#poll}.
 */
public final class ReceiveFrom extends LimitedOperation {
    private @Nullable ByteBuffer data;
    private @Nullable SocketAddress source;
    private boolean truncated;

    /** Receives from {@code handle}. */
    public ReceiveFrom(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** For the engine alone: lends one datagram to the next completion, null to take it back. */
    public void lend(@Nullable ByteBuffer bytes, @Nullable SocketAddress from, boolean cutShort) {
        data = bytes;
        source = from;
        truncated = cutShort;
    }

    /** The bytes of the current datagram, from position to limit. */
    public ByteBuffer data() {
        ByteBuffer bytes = data;
        if (bytes == null) {
            throw new IllegalStateException("no datagram is lent now");
        }
        return bytes;
    }

    /** Who sent the current datagram; null where the sender has no address. */
    public @Nullable SocketAddress source() {
        return source;
    }

    /** Whether the current datagram was longer than the buffer; the rest of it is lost. */
    public boolean truncated() {
        return truncated;
    }
}
