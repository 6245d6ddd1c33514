package dev.ioreactor.service;

import dev.ioreactor.net.Options;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP address and how to listen there or connect to it: {@code Tcp.at("127.0.0.1", 7007)}.
 *
 * <p>Immutable: each method gives a changed copy. Without being told otherwise, no-delay is on.
 *
 * @param address where
 * @param local what a connecting socket is bound to first, null for any
 * @param backlog how many connections the kernel keeps until they are accepted, cut by the system
 *     to its own limit
 * @param connectDeadline how long connecting may take, null for {@link Limits#connectDeadline}
 * @param idleDeadline see {@link Connection#idleDeadline}
 * @param options the socket options
 */
public record Tcp(
        InetSocketAddress address,
        @Nullable InetSocketAddress local,
        int backlog,
        @Nullable Duration connectDeadline,
        Duration idleDeadline,
        Map<SocketOption<?>, Object> options)
        implements StreamEndpoint {
    /** Checks the limits. */
    public Tcp {
        Endpoints.check(backlog, connectDeadline, idleDeadline);
        options = Map.copyOf(options);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "no address is known for the name '" + address.getHostString() + "'");
        }
    }

    /**
     * A host, by name or number, and a port; port 0 listens on any free one. A name is looked up
     * here and now, which can block: do it before the reactor starts.
     */
    public static Tcp at(String host, int port) {
        return at(new InetSocketAddress(Objects.requireNonNull(host), port));
    }

    /** An address. */
    public static Tcp at(InetSocketAddress address) {
        return new Tcp(
                address,
                null,
                Endpoints.BACKLOG,
                null,
                Duration.ZERO,
                Map.of(StandardSocketOptions.TCP_NODELAY, true));
    }

    /** Connects from this own address. */
    public Tcp from(InetSocketAddress own) {
        return new Tcp(address, own, backlog, connectDeadline, idleDeadline, options);
    }

    /** Lets the kernel keep so many connections until they are accepted. */
    public Tcp backlog(int connections) {
        return new Tcp(address, local, connections, connectDeadline, idleDeadline, options);
    }

    /** Limits how long connecting may take. */
    public Tcp connectDeadline(Duration deadline) {
        return new Tcp(address, local, backlog, deadline, idleDeadline, options);
    }

    /** Limits how long nothing may be sent or received; see {@link Connection#idleDeadline}. */
    public Tcp idleDeadline(Duration deadline) {
        return new Tcp(address, local, backlog, connectDeadline, deadline, options);
    }

    /** Whether small sends leave at once (TCP_NODELAY); on unless changed. */
    public Tcp noDelay(boolean on) {
        return with(StandardSocketOptions.TCP_NODELAY, on);
    }

    /** Whether the kernel probes a silent peer (SO_KEEPALIVE). */
    public Tcp keepAlive(boolean on) {
        return with(StandardSocketOptions.SO_KEEPALIVE, on);
    }

    /** Whether several listeners may share the address, the kernel choosing among them. */
    public Tcp reusePort(boolean on) {
        return with(StandardSocketOptions.SO_REUSEPORT, on);
    }

    /** Sizes of the kernel's buffers per connection, in bytes. */
    public Tcp kernelBuffers(int receiveBytes, int sendBytes) {
        return with(StandardSocketOptions.SO_RCVBUF, receiveBytes)
                .with(StandardSocketOptions.SO_SNDBUF, sendBytes);
    }

    /** Seconds for which a close waits for unsent bytes (SO_LINGER); 0 resets, -1 is off. */
    public Tcp linger(int seconds) {
        return with(StandardSocketOptions.SO_LINGER, seconds);
    }

    /** Seconds for which a new connection waits in the kernel for its first bytes (Linux). */
    public Tcp deferAccept(int seconds) {
        return with(Options.DEFER_ACCEPT, seconds);
    }

    /** Sets any socket option: one of the JDK's or of {@link Options}. */
    public <T> Tcp with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Tcp(address, local, backlog, connectDeadline, idleDeadline, changed);
    }
}
