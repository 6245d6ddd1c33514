package dev.ioreactor.service;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket to open: bound, connected, or both.
 *
 * <p>Immutable: each method gives a changed copy.
 *
 * @param local what to bind to, null for any
 * @param remote the only peer, null for an unconnected socket
 * @param options the socket options
 */
public record Udp(
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress remote,
        Map<SocketOption<?>, Object> options) {
    /** Checks the addresses. */
    public Udp {
        options = Map.copyOf(options);
        if (local == null && remote == null) {
            throw new IllegalArgumentException("neither bound nor connected");
        }
        check(local);
        check(remote);
    }

    /** Bound to a host and port; port 0 is any free one. */
    public static Udp at(String host, int port) {
        return at(new InetSocketAddress(host, port));
    }

    /** Bound to an address. */
    public static Udp at(InetSocketAddress local) {
        return new Udp(local, null, Map.of());
    }

    /** Connected to one peer. */
    public static Udp to(InetSocketAddress remote) {
        return new Udp(null, remote, Map.of());
    }

    /** Connects it to one peer. */
    public Udp connectedTo(InetSocketAddress peer) {
        return new Udp(local, peer, options);
    }

    /** Whether several sockets may bind to the address. */
    public Udp reuseAddress(boolean on) {
        return with(StandardSocketOptions.SO_REUSEADDR, on);
    }

    /** Sets a socket option. */
    public <T> Udp with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new Udp(local, remote, changed);
    }

    /** The family of its addresses. */
    public ProtocolFamily family() {
        InetSocketAddress known = local != null ? local : remote;
        return known != null && known.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    private static void check(@Nullable InetSocketAddress address) {
        if (address != null && address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "no address is known for the name '" + address.getHostString() + "'");
        }
    }
}
