package dev.ioreactor.tck;

import dev.ioreactor.net.UnixAddress;
import dev.ioreactor.service.StreamEndpoint;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.service.Unix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A stream transport that the suite runs on, with the peers' side made of the JDK's sockets. */
public enum Transport {
    /** TCP over IPv4. */
    TCP4(StandardProtocolFamily.INET),
    /** TCP over IPv6. */
    TCP6(StandardProtocolFamily.INET6),
    /** A Unix stream socket with a path. */
    UNIX(StandardProtocolFamily.UNIX);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final StandardProtocolFamily family;

    Transport(StandardProtocolFamily family) {
        this.family = family;
    }

    /** Skips the test where this machine or this engine does not have the transport. */
    void assumeOn(EngineUnderTest engine) {
        Assumptions.assumeTrue(
                this != UNIX || engine.has(Exemption.UNIX_SOCKETS), "no Unix sockets");
        Assumptions.assumeTrue(this != TCP6 || isV6Here(), "no IPv6 loopback");
    }

    /** Whether it can be reset: a Unix stream only ends. */
    boolean isTcp() {
        return this != UNIX;
    }

    /** An address to listen on: of any free port, or a new path. */
    SocketAddress anyAddress() {
        return switch (this) {
            case TCP4 -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
            case TCP6 -> new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
            case UNIX -> UnixAddress.ofPath(newPath().toString());
        };
    }

    /** As {@link #anyAddress}, for the interface that users see. */
    StreamEndpoint anyEndpoint() {
        return endpoint(anyAddress());
    }

    /** The endpoint of an address. */
    StreamEndpoint endpoint(SocketAddress address) {
        return address instanceof UnixAddress unix
                ? Unix.at(unix)
                : Tcp.at((InetSocketAddress) address);
    }

    /** A server of the JDK that an engine can connect to. */
    ServerSocketChannel openServer(int backlog) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(family);
            server.bind(toJdk(anyAddress()), backlog);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of a server, as engines take it. */
    SocketAddress addressOf(ServerSocketChannel server) {
        try {
            return fromJdk(server.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer of the JDK that has connected to where an engine listens. */
    Peer connect(SocketAddress listening) {
        try {
            SocketChannel channel = SocketChannel.open(family);
            channel.connect(toJdk(listening));
            return new Peer(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketAddress toJdk(SocketAddress address) {
        return address instanceof UnixAddress unix
                ? UnixDomainSocketAddress.of(unix.path())
                : address;
    }

    private static SocketAddress fromJdk(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? UnixAddress.ofPath(unix.getPath().toString())
                : address;
    }

    private static Path newPath() {
        try {
            Path folder = Files.createTempDirectory("tck");
            Path path = folder.resolve("s" + NAMES.incrementAndGet());
            folder.toFile().deleteOnExit();
            path.toFile().deleteOnExit();
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isV6Here() {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
