package dev.ioreactor.nio;

import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Sockets;
import java.io.IOException;
import java.net.BindException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens channels. */
final class NioSockets implements Sockets {
    @Override
    public Handle listen(SocketAddress local, int backlog, Map<SocketOption<?>, Object> options)
            throws IOException {
        ProtocolFamily family = Addresses.family(local);
        SocketAddress address = Addresses.toJdk(local);
        ServerSocketChannel channel = ServerSocketChannel.open(family);
        try {
            channel.configureBlocking(false);
            if (family != StandardProtocolFamily.UNIX) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            Map<SocketOption<?>, Object> inherited = new LinkedHashMap<>(options);
            inherited.keySet().removeIf(option -> ChannelOptions.has(channel, option));
            Map<SocketOption<?>, Object> own = new LinkedHashMap<>(options);
            own.keySet().removeAll(inherited.keySet());
            ChannelOptions.setAll(channel, own);
            requireInheritable(family, inherited);
            channel.bind(address, backlog);
            return new ListenerHandle(channel, inherited);
        } catch (IOException | RuntimeException failed) {
            throw closing(channel, failed, local);
        }
    }

    @Override
    public Handle stream(
            SocketAddress remote,
            @Nullable SocketAddress local,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        ProtocolFamily family = Addresses.family(remote);
        Addresses.toJdk(remote);
        SocketChannel channel = SocketChannel.open(family);
        try {
            channel.configureBlocking(false);
            ChannelOptions.setAll(channel, options);
            bind(channel, local);
            return new ChannelHandle(channel, false);
        } catch (IOException | RuntimeException failed) {
            throw closing(channel, failed, local);
        }
    }

    @Override
    public Handle datagram(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        try {
            channel.configureBlocking(false);
            ChannelOptions.setAll(channel, options);
            channel.bind(local);
            if (remote != null) {
                channel.connect(remote);
            }
            return new ChannelHandle(channel, false);
        } catch (IOException | RuntimeException failed) {
            throw closing(channel, failed, local);
        }
    }

    @Override
    public Handle borrow(int descriptor) {
        throw new UnsupportedOperationException(
                "the nio engine waits for channels, not for descriptors: give the resource a"
                        + " channel, or use the engine epoll or poll");
    }

    @Override
    public Handle borrow(SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        return new ChannelHandle(channel, true);
    }

    @Override
    public boolean borrowsDescriptors() {
        return false;
    }

    @Override
    public boolean accepts(Handle handle) {
        return handle instanceof ChannelHandle;
    }

    @Override
    public int descriptorLimit() {
        return Integer.MAX_VALUE;
    }

    private static void bind(NetworkChannel channel, @Nullable SocketAddress local)
            throws IOException {
        if (local != null) {
            channel.bind(Addresses.toJdk(local));
        }
    }

    /** An option that neither a listener nor a connection has is refused now, not at an accept. */
    private static void requireInheritable(
            ProtocolFamily family, Map<SocketOption<?>, Object> options) throws IOException {
        if (options.isEmpty()) {
            return;
        }
        try (SocketChannel sample = SocketChannel.open(family)) {
            ChannelOptions.setAll(sample, options);
        }
    }

    /** Closes a channel that could not be set up, and says with which address. */
    private static IOException closing(
            Channel channel, Exception failed, @Nullable SocketAddress local) throws IOException {
        try (channel) {
            if (failed instanceof BindException && local != null) {
                BindException named = new BindException(local + ": " + failed.getMessage());
                named.initCause(failed);
                return named;
            }
            if (failed instanceof RuntimeException misuse) {
                throw misuse;
            }
            return (IOException) failed;
        }
    }
}
