package dev.ioreactor.service;

import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the connections to one address.
 *
 * <p>When descriptors or memory run out, or the limit of open resources is reached, accepting
 * pauses and resumes by itself; peers wait in the kernel's backlog meanwhile. Confined to the
 * runtime's thread.
 */
public interface Listener {
    /** Its id, known from the start. */
    ResourceId id();

    /** Where it listens, with the port that was chosen if none was asked for. */
    @Nullable SocketAddress localAddress();

    /** The port that it listens on, -1 if its address has none. */
    int port();

    /** Accepts no more until {@link #resume}; peers wait in the kernel's backlog. */
    void pause();

    /** Ends a {@link #pause}. */
    void resume();

    /** Whether it is listening. */
    boolean isOpen();

    /** Stops listening; the accepted connections go on. */
    void close();

    /** Takes the open socket out of the runtime; see {@link Connection#handOver}. */
    void handOver(Consumer<? super Handover> receiver);
}
