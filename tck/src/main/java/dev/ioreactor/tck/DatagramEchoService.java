package dev.ioreactor.tck;

import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.DatagramHandler;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Udp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An echo of datagrams; an event is one of them. */
final class DatagramEchoService extends CountingService implements DatagramHandler {
    @Override
    SocketAddress open(ReactorRuntime runtime) throws IOException {
        Datagram socket = runtime.datagram(Udp.at("127.0.0.1", 0), this);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.port());
    }

    @Override
    public void datagram(Datagram socket, ByteBuffer bytes, @Nullable SocketAddress source) {
        events++;
        if (source != null) {
            socket.send(bytes, source);
        }
    }
}
