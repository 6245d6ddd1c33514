package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The JDK's selector in a bare loop: one shared buffer, a connection's own one only when blocked.
 */
final class PlainNioServer {
    private final PeerServer.Mode mode;
    private final Selector selector;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
    private final ByteBuffer stream = ByteBuffer.allocateDirect(251 * 64);

    private PlainNioServer(PeerServer.Mode mode, Selector selector) {
        this.mode = mode;
        this.selector = selector;
        byte[] block = new byte[stream.capacity()];
        PeerServer.fillStream(block, 0);
        stream.put(block).clear();
    }

    static int start(PeerServer.Mode mode, int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4_096);
        listener.configureBlocking(false);
        Selector selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
        PlainNioServer server = new PlainNioServer(mode, selector);
        Thread loop = new Thread(server::run, "nio-plain");
        loop.setDaemon(true);
        loop.start();
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::handle);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel());
            } else if (mode == PeerServer.Mode.SOURCE) {
                pour(key);
            } else if (key.isWritable()) {
                flush(key);
            } else {
                read(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel == null) {
            return;
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (mode == PeerServer.Mode.SOURCE) {
            channel.register(selector, SelectionKey.OP_WRITE, stream.duplicate());
        } else {
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        shared.clear();
        if (channel.read(shared) < 0) {
            close(key);
            return;
        }
        if (mode == PeerServer.Mode.SINK) {
            return;
        }
        shared.flip();
        channel.write(shared);
        if (shared.hasRemaining()) {
            ByteBuffer rest = ByteBuffer.allocate(shared.remaining()).put(shared).flip();
            key.attach(rest);
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private static void flush(SelectionKey key) throws IOException {
        ByteBuffer rest = (ByteBuffer) key.attachment();
        ((SocketChannel) key.channel()).write(rest);
        if (!rest.hasRemaining()) {
            key.attach(null);
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private static void pour(SelectionKey key) throws IOException {
        ByteBuffer block = (ByteBuffer) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        int written;
        do {
            if (!block.hasRemaining()) {
                block.clear();
            }
            written = channel.write(block);
        } while (written > 0);
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            key.cancel();
        }
    }
}
