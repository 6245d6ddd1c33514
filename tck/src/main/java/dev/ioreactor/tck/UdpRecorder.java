package dev.ioreactor.tck;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.DatagramHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler of datagrams that writes down what it is told. */
final class UdpRecorder implements DatagramHandler {
    final List<String> texts = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    int undelivered;
    boolean throwing;

    @Override
    public void datagram(Datagram socket, ByteBuffer bytes, @Nullable SocketAddress source) {
        texts.add(StandardCharsets.UTF_8.decode(bytes).toString());
        if (throwing) {
            throw new IllegalStateException("meant to be");
        }
    }

    @Override
    public void undelivered(Datagram socket, IOException cause) {
        undelivered++;
    }

    @Override
    public void closed(Datagram socket, CloseReason reason) {
        reasons.add(reason);
    }
}
