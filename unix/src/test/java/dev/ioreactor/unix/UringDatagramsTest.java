package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.tck.LeakCheck;
import dev.ioreactor.unix.libc.CallState;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The memory for datagrams, where the system does not give all of it. */
@ExtendWith(LeakCheck.class)
final class UringDatagramsTest {
    private static final int NO_RING = -1;

    @Test
    void withoutBuffersForReceivesThatStayACallReceives() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        CallState state = new CallState();
        FdHandle handle =
                (FdHandle)
                        new FdSockets(false)
                                .datagram(
                                        StandardProtocolFamily.INET,
                                        new InetSocketAddress(here, 0),
                                        null,
                                        Map.of());
        try (UringDatagrams datagrams = new UringDatagrams(state, NO_RING, 512, 4, true);
                DatagramSocket peer = new DatagramSocket(0, here)) {
            assertThat(datagrams.isMultishot()).isTrue();
            assertThat(datagrams.receivesMultishot()).isFalse();
            assertThat(datagrams.isMultishot()).isFalse();
            peer.send(new DatagramPacket(new byte[7], 7, handle.localAddress()));
            ReceiveFrom receive = new ReceiveFrom(handle, (operation, result, more) -> {});
            assertThat(datagrams.receive(receive, 4)).isEqualTo(1);
            assertThat(datagrams.lend(0, receive)).isEqualTo(7);
            assertThat(receive.source()).isEqualTo(peer.getLocalSocketAddress());
        } finally {
            handle.close();
        }
    }
}
