package dev.ioreactor.service;

import java.nio.ByteBuffer;

/**
 * What a service does with one connection, or with many: every call names the connection.
 *
 * <pre>
 *   opened ──▶ bytes* ──▶ endOfStream ──▶ closed
 *      │  drained may come at any time between opened and closed
 *      └─ a connection that could not be connected gets closed alone
 * </pre>
 *
 * <p>All on the runtime's thread, serially, never re-entered: what a callback sends, closes or
 * pauses is recorded and takes effect after it returned. {@code closed} comes exactly once, last,
 * after all data that had arrived. What a callback throws closes the connection with {@link
 * CloseReason.HandlerThrew} and is reported to {@link Service#failed}.
 */
@FunctionalInterface
public interface ConnectionHandler {
    /** The connection is open: sending is possible. */
    default void opened(Connection connection) throws Exception {}

    /**
     * Bytes have arrived.
     *
     * <p>The buffer, from position to limit, is lent for the duration of the call. What is left
     * unread in it comes back in front of the next bytes, up to {@link Limits#unreadBytes}; it
     * comes back alone when a refused send has {@linkplain #drained drained}, after a pause, and to
     * a handler that has just taken over. No call brings no new bytes otherwise.
     */
    void bytes(Connection connection, ByteBuffer bytes) throws Exception;

    /**
     * Enough was sent to send again: what is queued has fallen to the low watermark after a send
     * was refused or had reached the high one.
     */
    default void drained(Connection connection) throws Exception {}

    /**
     * The peer will send no more; sending to it is still possible. Once, after all data. Unless
     * overridden, what is queued is sent and the connection closed.
     */
    default void endOfStream(Connection connection) throws Exception {
        connection.drain();
    }

    /** The connection is closed; {@link Connection#unsentBytes} says what could not be sent. */
    default void closed(Connection connection, CloseReason reason) throws Exception {}
}
