package dev.ioreactor.service;

import dev.ioreactor.time.Timer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The runtime as its service sees it: opens and registers resources, sets timers.
 *
 * <p>Every call records and takes effect in the cycle; none blocks, none calls back. Confined to
 * the runtime's thread: each method throws {@link WrongThreadException} elsewhere, and {@link
 * ReactorStoppedException} once it has stopped.
 */
public interface ReactorRuntime {
    /**
     * Listens; it accepts from this cycle on.
     *
     * @throws IOException if the system refuses: the address is in use, permission is missing
     */
    Listener listen(StreamEndpoint at, Acceptor acceptor) throws IOException;

    /**
     * Begins to connect. The handler is told {@code opened}, or {@code closed} with the cause, once
     * and never before this method returns.
     *
     * @throws IOException if no socket can be opened; a peer's refusal goes to {@code closed}
     */
    Connection connect(StreamEndpoint to, ConnectionHandler handler) throws IOException;

    /**
     * Opens a datagram socket.
     *
     * @throws IOException if the system refuses
     */
    Datagram datagram(Udp socket, DatagramHandler handler) throws IOException;

    /**
     * Registers a resource of the user's.
     *
     * @return its id; the next cycle waits for it
     * @throws IllegalArgumentException if this object is registered here already
     * @throws UnsupportedOperationException if the engine cannot wait for it; says what can
     * @throws IOException if the system refuses
     */
    ResourceId register(Resource resource) throws IOException;

    /**
     * Ends a registration: no callback comes after this call, and the resource is untouched, open
     * and the caller's.
     *
     * @throws IllegalArgumentException if {@code id} names no registered resource
     */
    Resource unregister(ResourceId id);

    /**
     * Asks a registered resource for its interest again, after it changed outside of {@code ready}.
     *
     * @throws IllegalArgumentException if {@code id} names no registered resource
     */
    void update(ResourceId id);

    /** Goes on with a connection that was handed over; {@code opened} is called again. */
    Connection adopt(Handover handover, ConnectionHandler handler);

    /** Goes on with a listener that was handed over. */
    Listener adoptListener(Handover handover, Acceptor acceptor);

    /** Goes on with a datagram socket that was handed over. */
    Datagram adoptDatagram(Handover handover, DatagramHandler handler);

    /** Closes whatever has this id: connection, listener, datagram socket or registration. */
    boolean close(ResourceId id);

    /** The open connection with this id, null if there is none. */
    @Nullable Connection connection(ResourceId id);

    /** Calls back once, not earlier than after {@code delay}. */
    Timer after(Duration delay, Runnable callback);

    /**
     * Calls back each {@code period}, at a fixed rate; firings that were missed are skipped and the
     * phase is kept.
     */
    Timer every(Duration period, Runnable callback);

    /** Calls back again and again, each time {@code delay} after the last call returned. */
    Timer withDelay(Duration delay, Runnable callback);

    /** The time of this cycle: monotonic, of no meaning outside the process. */
    long nanos();

    /** Begins a graceful stop, as {@link Controller#stop()}. */
    void stop();

    /** Thread-safe. Whether the calling thread is the runtime's own. */
    boolean isOwnerThread();

    /** The name of the engine. */
    String engine();

    /** The limits in force. */
    Limits limits();

    /** What was counted so far. */
    Counters counters();
}
