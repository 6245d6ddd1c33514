package dev.ioreactor.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: UDP, connected or not.
 *
 * <p>Sends are recorded and leave at the end of the cycle, in order, each as one datagram. They are
 * refused while the high watermark or more is queued. Confined to the runtime's thread.
 */
public interface Datagram {
    /** Its id, known from the start. */
    ResourceId id();

    /** The runtime that it belongs to. */
    ReactorRuntime runtime();

    /** The own address. */
    @Nullable SocketAddress localAddress();

    /** The port that it is bound to, -1 if none. */
    int port();

    /**
     * Sends the remaining bytes as one datagram to {@code target}; consumes them if accepted.
     *
     * @return whether it was accepted
     * @throws IllegalArgumentException if there are more than 65,507 bytes
     */
    boolean send(ByteBuffer bytes, SocketAddress target);

    /**
     * Sends to the peer that it is connected to; see {@link #send(ByteBuffer, SocketAddress)}.
     *
     * @throws IllegalStateException if it is not connected
     */
    boolean send(ByteBuffer bytes);

    /** Whether the datagram that is being delivered was longer than the receive buffer. */
    boolean truncated();

    /** No {@code datagram} callback until {@link #resume}; the kernel drops what does not fit. */
    void pause();

    /** Ends a {@link #pause}. */
    void resume();

    /**
     * Joins a multicast group.
     *
     * @throws IOException if the system refuses it
     */
    void join(InetAddress group, NetworkInterface on) throws IOException;

    /**
     * Leaves a multicast group.
     *
     * @throws IOException if the system refuses it
     */
    void leave(InetAddress group, NetworkInterface on) throws IOException;

    /** Datagrams accepted and not yet taken by the kernel; after {@code closed}, those dropped. */
    int unsentDatagrams();

    /** Whether it is open. */
    boolean isOpen();

    /** Closes the socket at the end of the cycle; what is queued then is dropped. */
    void close();

    /** Takes the open socket out of the runtime; see {@link Connection#handOver}. */
    void handOver(Consumer<? super Handover> receiver);
}
