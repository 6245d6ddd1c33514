package dev.ioreactor.nio;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.readiness.ReadyHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel as a handle. The channel is non-blocking, except during a blocking call. */
class ChannelHandle extends ReadyHandle {
    final SelectableChannel channel;

    /** Whether somebody else owns the channel and closes it. */
    final boolean borrowed;

    /** The registration with the selector, null if there is none. */
    @Nullable SelectionKey key;

    ChannelHandle(SelectableChannel channel, boolean borrowed) {
        this.channel = channel;
        this.borrowed = borrowed;
    }

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        try {
            return channel instanceof NetworkChannel network
                    ? Addresses.fromJdk(network.getLocalAddress())
                    : null;
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        try {
            return switch (channel) {
                case SocketChannel stream -> Addresses.fromJdk(stream.getRemoteAddress());
                case DatagramChannel datagram -> Addresses.fromJdk(datagram.getRemoteAddress());
                default -> null;
            };
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        ChannelOptions.set(network(), option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return ChannelOptions.get(network(), option);
    }

    @Override
    public int availableBytes() {
        return -Errno.ENOTSUP;
    }

    @Override
    public void join(InetAddress group, NetworkInterface on) throws IOException {
        datagram().join(group, on);
    }

    @Override
    public void leave(InetAddress group, NetworkInterface on) throws IOException {
        // Joining again gives the key of the membership that there is.
        datagram().join(group, on).drop();
    }

    @Override
    public int readBlocking(ByteBuffer target) throws IOException {
        if (!(channel instanceof ReadableByteChannel readable)) {
            throw new UnsupportedOperationException("cannot be read: " + this);
        }
        channel.configureBlocking(true);
        try {
            return readable.read(target);
        } finally {
            makeNonBlocking();
        }
    }

    @Override
    public void writeBlocking(ByteBuffer source) throws IOException {
        if (!(channel instanceof WritableByteChannel writable)) {
            throw new UnsupportedOperationException("cannot be written: " + this);
        }
        channel.configureBlocking(true);
        try {
            while (source.hasRemaining()) {
                writable.write(source);
            }
        } finally {
            makeNonBlocking();
        }
    }

    @Override
    public void close() {
        if (borrowed) {
            return;
        }
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("could not be closed: " + this, failed);
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }

    private void makeNonBlocking() throws IOException {
        if (channel.isOpen()) {
            channel.configureBlocking(false);
        }
    }

    private NetworkChannel network() {
        if (channel instanceof NetworkChannel network) {
            return network;
        }
        throw new UnsupportedOperationException("not a socket: " + this);
    }

    private DatagramChannel datagram() {
        if (channel instanceof DatagramChannel datagram) {
            return datagram;
        }
        throw new UnsupportedOperationException("not a datagram handle: " + this);
    }
}
