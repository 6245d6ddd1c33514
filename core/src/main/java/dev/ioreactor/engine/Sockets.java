package dev.ioreactor.engine;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens the handles that the operations of one engine work on.
 *
 * <p>Each method opens synchronously, never blocks on a peer, and leaves nothing open when it
 * throws. An address is an {@link java.net.InetSocketAddress} (resolved) or a {@link
 * dev.ioreactor.net.UnixAddress}. Options are set before binding. An engine that cannot open a kind
 * of handle throws {@link UnsupportedOperationException} with a sentence that says what can be done
 * instead.
 */
public interface Sockets {
    /**
     * Opens a stream socket, binds it to {@code local} and listens. Re-use of the address is on.
     *
     * @param backlog connections that the kernel keeps until they are accepted
     * @throws IOException if the system refuses; {@link java.net.BindException} where the address
     *     is the cause
     */
    Handle listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException;

    /**
     * Opens an unconnected stream socket of the family of {@code remote}, to be connected by a
     * {@link Connect}.
     *
     * @param local what to bind to, null for any
     * @throws IOException if the system refuses
     */
    Handle stream(
            SocketAddress remote,
            @Nullable SocketAddress local,
            Map<SocketOption<?>, Object> options)
            throws IOException;

    /**
     * Opens a datagram socket.
     *
     * @param local what to bind to, null for any
     * @param remote the only peer, null for an unconnected socket
     * @throws IOException if the system refuses
     */
    Handle datagram(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote,
            Map<SocketOption<?>, Object> options)
            throws IOException;

    /**
     * Wraps a descriptor that somebody else opened and will close: the handle never closes it. It
     * is made non-blocking by whoever opened it.
     */
    Handle borrow(int descriptor);

    /** Wraps a channel that somebody else opened and will close; it is made non-blocking. */
    Handle borrow(SelectableChannel channel) throws IOException;

    /** Whether {@link #borrow(int)} works: whether any descriptor can be waited for. */
    boolean borrowsDescriptors();

    /** Whether operations on this handle, which another engine may have used, can be executed. */
    boolean accepts(Handle handle);

    /**
     * The number of descriptors that this process may have open, {@link Integer#MAX_VALUE} where
     * that is not known.
     */
    int descriptorLimit();
}
