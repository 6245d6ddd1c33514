package dev.ioreactor.framing;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;

/**
 * What a service does with one connection whose bytes come in frames: a {@link ConnectionHandler}
 * with {@code frame} in place of {@code bytes}.
 *
 * <p>The same rules hold: on the runtime's thread, serially, never re-entered, {@code closed} once
 * and last; what a callback throws closes the connection.
 *
 * @param <F> the form of a frame: {@link java.nio.ByteBuffer} or {@link String}
 */
@FunctionalInterface
public interface FrameHandler<F> {
    /** See {@link ConnectionHandler#opened}. */
    default void opened(Connection connection) throws Exception {}

    /**
     * A frame has arrived. A buffer, from position to limit, is lent for the duration of the call;
     * what is left unread in it is skipped.
     *
     * <p>No frame comes while {@link Connection#isReading} is false: after this callback has
     * paused, closed or drained the connection or passed it to another handler, or has queued so
     * much that the next send would be refused. The frames behind this one wait until then.
     */
    void frame(Connection connection, F frame) throws Exception;

    /** See {@link ConnectionHandler#drained}. */
    default void drained(Connection connection) throws Exception {}

    /**
     * The peer will send no more. See {@link ConnectionHandler#endOfStream}; if the stream ended
     * inside of a frame, {@link Connection#unreadBytes} is not zero.
     */
    default void endOfStream(Connection connection) throws Exception {
        connection.drain();
    }

    /** See {@link ConnectionHandler#closed}. */
    default void closed(Connection connection, CloseReason reason) throws Exception {}
}
