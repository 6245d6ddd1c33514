package dev.ioreactor.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP address where connecting neither succeeds nor fails: a server that accepts nothing and
 * whose backlog is full, so that the kernel drops what else comes. Source: listen(2).
 */
final class FullBacklog implements AutoCloseable {
    private static final Duration CONNECTS_WITHIN = Duration.ofMillis(100);
    private static final int MOST = 64;

    private final ServerSocketChannel server;
    private final List<SocketChannel> waiting = new ArrayList<>();

    FullBacklog() {
        try {
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
            while (connectsOneMore()) {
                if (waiting.size() > MOST) {
                    throw new AssertionError("the backlog does not fill");
                }
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) server.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean connectsOneMore() throws IOException {
        SocketChannel channel = SocketChannel.open();
        waiting.add(channel);
        channel.configureBlocking(false);
        channel.connect(address());
        return Await.within(CONNECTS_WITHIN, () -> isConnected(channel));
    }

    private static boolean isConnected(SocketChannel channel) {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
