package dev.ioreactor.framing;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into frames and lends them one by one, without a copy: a frame
 * is the connection's own buffer, narrowed.
 *
 * <p>A subclass only {@linkplain #find finds} the next frame.
 */
abstract class Framer implements ConnectionHandler {
    /** Values of {@link #find}. */
    static final int FRAME = 0;

    static final int INCOMPLETE = 1;
    static final int TOO_LONG = 2;

    private final FrameHandler<ByteBuffer> handler;
    private final String limit;
    private final long mostBytes;
    private final ByteOrder order;
    private @Nullable Connection connection; // null until its first callback

    /** Indices of the frame that was found, and of what follows it. */
    int frameBegin;

    int frameEnd;
    int nextBegin;

    /**
     * @param limit what a frame that is too long exceeds, for {@link CloseReason.LimitExceeded}
     * @param mostBytes of a frame with all that belongs to it
     * @param order of the buffers that are lent
     */
    Framer(FrameHandler<ByteBuffer> handler, String limit, long mostBytes, ByteOrder order) {
        this.handler = requireNonNull(handler);
        this.limit = limit;
        this.mostBytes = mostBytes;
        this.order = order;
    }

    /**
     * Looks for a frame at the buffer's position, which it leaves as it is; sets the indices if
     * there is one. Reads no further than it must to know that a frame is too long.
     */
    abstract int find(ByteBuffer bytes);

    @Override
    public final void bytes(Connection from, ByteBuffer bytes) throws Exception {
        own(from);
        bytes.order(order);
        while (from.isReading()) {
            int found = find(bytes);
            if (found != FRAME) {
                if (found == TOO_LONG) {
                    from.exceeded(limit);
                }
                return;
            }
            lend(from, bytes);
        }
    }

    private void lend(Connection to, ByteBuffer bytes) throws Exception {
        int end = bytes.limit();
        int next = nextBegin;
        bytes.limit(frameEnd).position(frameBegin);
        try {
            handler.frame(to, bytes);
        } finally {
            bytes.limit(end).position(next).order(order);
        }
    }

    /** Holds for one connection, whose frames can all be held back unread. */
    private void own(Connection from) {
        if (connection == from) {
            return;
        }
        if (connection != null) {
            throw new IllegalStateException(
                    "a handler of frames belongs to one connection: make one for each");
        }
        int unreadBytes = from.runtime().limits().unreadBytes();
        if (mostBytes > unreadBytes) {
            throw new IllegalArgumentException(
                    "frames of up to "
                            + mostBytes
                            + " bytes need as much of Limits.unreadBytes,"
                            + " which is "
                            + unreadBytes);
        }
        connection = from;
    }

    @Override
    public final void opened(Connection from) throws Exception {
        own(from);
        handler.opened(from);
    }

    @Override
    public final void drained(Connection from) throws Exception {
        handler.drained(from);
    }

    @Override
    public final void endOfStream(Connection from) throws Exception {
        handler.endOfStream(from);
    }

    @Override
    public final void closed(Connection from, CloseReason reason) throws Exception {
        handler.closed(from, reason);
    }
}
