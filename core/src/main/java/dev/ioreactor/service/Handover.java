package dev.ioreactor.service;

import java.net.SocketAddress;
import java.nio.channels.ByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * An open socket that has left its runtime: it can be adopted by another one of the same kind of
 * engine, or be used blocking.
 *
 * <p>Owned by whoever holds it, who adopts or closes it. Not thread-safe; may be passed from one
 * thread to another by any safe publication, such as a command. Once adopted or closed, each method
 * but {@link #close} throws {@link java.nio.channels.ClosedChannelException} or {@link
 * IllegalStateException}.
 *
 * <p>Used as a channel, {@code read} gives the bytes that had been buffered first, then blocks; a
 * {@code write} first sends the bytes that had been accepted but not sent. Listeners and datagram
 * sockets can be adopted and closed, not read or written.
 */
public interface Handover extends ByteChannel {
    /** The bytes that had arrived and were left unread: the next {@code read} begins with them. */
    int unreadBytes();

    /** The bytes that had been accepted and are not sent yet. */
    long unsentBytes();

    /** Whether the peer had already sent its end of stream. */
    boolean endOfStream();

    /** The own address. */
    @Nullable SocketAddress localAddress();

    /** The peer's address; null for listeners and unconnected datagram sockets. */
    @Nullable SocketAddress remoteAddress();

    /** The descriptor number, -1 where the engine does not show one. */
    int descriptor();

    /** Closes the socket. Idempotent; does nothing once adopted. */
    @Override
    void close();
}
