package dev.ioreactor.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An open socket, pipe, file or device, as an engine and its {@link Sockets} know it.
 *
 * <p>While a runtime owns it, it is confined to that runtime's thread and is closed by a {@link
 * Close} operation. When no engine knows it (before its first operation, or after {@link
 * Close.Mode#RELEASE}), its owner may use it blocking, from any one thread at a time, and must
 * {@link #close} it.
 */
public abstract class Handle implements AutoCloseable {
    /** For subclasses. */
    protected Handle() {}

    /** The descriptor number, -1 where there is none that may be seen. */
    public abstract int descriptor();

    /** Whether it has not been closed. */
    public abstract boolean isOpen();

    /** The address it is bound to, null if it has none. */
    public abstract @Nullable SocketAddress localAddress();

    /** The address of the peer that it is connected to, null if it has none. */
    public abstract @Nullable SocketAddress remoteAddress();

    /**
     * Sets a socket option: one of {@link java.net.StandardSocketOptions} or of {@link
     * dev.ioreactor.net.Options}.
     *
     * @throws UnsupportedOperationException if this kind of handle does not have it
     * @throws IOException if the system refuses it
     */
    public abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Reads a socket option back.
     *
     * @throws UnsupportedOperationException if this kind of handle does not have it
     * @throws IOException if the system refuses it
     */
    public abstract <T> T getOption(SocketOption<T> option) throws IOException;

    /**
     * The number of bytes that can be read without waiting, or a negated {@link Errno}; {@code
     * -ENOTSUP} where the engine cannot tell.
     */
    public abstract int availableBytes();

    /**
     * Joins a multicast group on an interface; datagram handles only.
     *
     * @throws IOException if the system refuses it
     */
    public void join(InetAddress group, NetworkInterface on) throws IOException {
        throw new UnsupportedOperationException("not a datagram handle: " + this);
    }

    /**
     * Leaves a multicast group; datagram handles only.
     *
     * @throws IOException if the system refuses it
     */
    public void leave(InetAddress group, NetworkInterface on) throws IOException {
        throw new UnsupportedOperationException("not a datagram handle: " + this);
    }

    /**
     * Reads, blocking; only while no engine knows the handle.
     *
     * @return the number of bytes read, -1 at the end of stream
     * @throws IOException if reading fails
     */
    public abstract int readBlocking(ByteBuffer target) throws IOException;

    /**
     * Writes all remaining bytes, blocking; only while no engine knows the handle.
     *
     * @throws IOException if writing fails
     */
    public abstract void writeBlocking(ByteBuffer source) throws IOException;

    /** Closes it at once; only while no engine knows the handle. Idempotent. */
    @Override
    public abstract void close();
}
