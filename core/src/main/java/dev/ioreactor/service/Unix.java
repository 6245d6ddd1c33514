package dev.ioreactor.service;

import dev.ioreactor.net.UnixAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Unix stream socket's address and how to listen there or connect to it: {@code
 * Unix.at("/run/x.sock")}.
 *
 * <p>Immutable. A socket file is not removed by closing its listener, and one that is there already
 * is an address in use.
 *
 * @param address where
 * @param backlog how many connections the kernel keeps until they are accepted
 * @param connectDeadline how long connecting may take, null for {@link Limits#connectDeadline}
 * @param idleDeadline see {@link Connection#idleDeadline}
 * @param options the socket options
 */
public record Unix(
        UnixAddress address,
        int backlog,
        @Nullable Duration connectDeadline,
        Duration idleDeadline,
        Map<SocketOption<?>, Object> options)
        implements StreamEndpoint {
    /** Checks the limits. */
    public Unix {
        Endpoints.check(backlog, connectDeadline, idleDeadline);
        options = Map.copyOf(options);
    }

    /** A socket file. */
    public static Unix at(String path) {
        return at(UnixAddress.ofPath(path));
    }

    /** A name in the abstract name space (Linux). */
    public static Unix atAbstract(String name) {
        return at(UnixAddress.ofAbstract(name));
    }

    /** An address. */
    public static Unix at(UnixAddress address) {
        return new Unix(address, Endpoints.BACKLOG, null, Duration.ZERO, Map.of());
    }

    /** Always null: a connecting socket stays unnamed. */
    @Override
    public @Nullable UnixAddress local() {
        return null;
    }

    /** Limits how long connecting may take. */
    public Unix connectDeadline(Duration deadline) {
        return new Unix(address, backlog, deadline, idleDeadline, options);
    }

    /** Limits how long nothing may be sent or received; see {@link Connection#idleDeadline}. */
    public Unix idleDeadline(Duration deadline) {
        return new Unix(address, backlog, connectDeadline, deadline, options);
    }

    /** Lets the kernel keep so many connections until they are accepted. */
    public Unix backlog(int connections) {
        return new Unix(address, connections, connectDeadline, idleDeadline, options);
    }

    /** Sets a socket option. */
    public <T> Unix with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Unix(address, backlog, connectDeadline, idleDeadline, changed);
    }
}
