package dev.ioreactor.service;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a service does with datagrams; on the runtime's thread, serially, never re-entered.
 *
 * <p>What a callback throws closes the socket and is reported to {@link Service#failed}.
 */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * One datagram has arrived; empty ones too.
     *
     * @param bytes its bytes, lent for the duration of the call
     * @param source who sent it, null where the sender has no address
     */
    void datagram(Datagram socket, ByteBuffer bytes, @Nullable SocketAddress source)
            throws Exception;

    /**
     * A datagram could not be sent, or an earlier one was answered by an error such as "port
     * unreachable". The socket goes on.
     */
    default void undelivered(Datagram socket, IOException cause) throws Exception {}

    /** The queue has fallen to the low watermark after a send was refused. */
    default void drained(Datagram socket) throws Exception {}

    /** The socket is closed. Once, last. */
    default void closed(Datagram socket, CloseReason reason) throws Exception {}
}
