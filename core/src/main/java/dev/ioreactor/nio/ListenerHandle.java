package dev.ioreactor.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** A listening channel, with the options of the connections that it accepts. */
final class ListenerHandle extends ChannelHandle {
    private final Map<SocketOption<?>, Object> inherited;

    /**
     * Passes options on that a kernel lets connections inherit, but that a listening channel does
     * not have.
     */
    ListenerHandle(ServerSocketChannel channel, Map<SocketOption<?>, Object> inherited) {
        super(channel, false);
        this.inherited = inherited;
    }

    /** Makes a handle of an accepted channel, which is closed if that fails. */
    ChannelHandle adopt(SocketChannel accepted) throws IOException {
        try {
            accepted.configureBlocking(false);
            ChannelOptions.setAll(accepted, inherited);
            return new ChannelHandle(accepted, false);
        } catch (IOException | RuntimeException failed) {
            accepted.close();
            throw failed;
        }
    }
}
