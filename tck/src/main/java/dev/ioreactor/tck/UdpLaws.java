package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Udp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams as a service sees them; the peers are sockets of the JDK. */
public interface UdpLaws extends ReactorLaws {
    @ParameterizedTest(name = "{displayName}, {0}")
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("28: an echo of datagrams keeps boundaries and order, and answers the source")
    default void anEchoOfDatagramsKeepsBoundaries(String host) throws IOException {
        InetAddress address = InetAddress.ofLiteral(host);
        try (TestReactor reactor = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, address)) {
            Datagram socket =
                    reactor.runtime()
                            .datagram(
                                    Udp.at(new InetSocketAddress(address, 0)),
                                    (from, bytes, source) -> from.send(bytes, known(source)));
            assertThat(socket.port()).isPositive();
            List<String> texts = List.of("one", "", "three", "x".repeat(1_400));
            for (String text : texts) {
                send(peer, text, new InetSocketAddress(address, socket.port()));
            }
            reactor.until(
                    "four came and went",
                    () -> reactor.runtime().counters().datagramsSent() == texts.size());
            assertThat(reactor.runtime().counters().datagramsReceived()).isEqualTo(4);
            for (String text : texts) {
                assertThat(receive(peer)).isEqualTo(text);
            }
        }
    }

    private static SocketAddress known(@Nullable SocketAddress source) {
        if (source == null) {
            throw new AssertionError("a datagram without a source");
        }
        return source;
    }

    @Test
    @DisplayName("28: a datagram longer than the receive buffer is flagged, or cut")
    default void aTruncatedDatagramIsFlagged() throws IOException {
        Limits limits = Limits.defaults().receiveBufferBytes(512);
        try (TestReactor reactor = new TestReactor(engine(), limits);
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            List<String> told = new ArrayList<>();
            Datagram socket =
                    reactor.runtime()
                            .datagram(
                                    Udp.at("127.0.0.1", 0),
                                    (from, bytes, source) ->
                                            told.add(bytes.remaining() + " " + from.truncated()));
            send(peer, "x".repeat(513), at(socket));
            send(peer, "x".repeat(512), at(socket));
            reactor.until("both", () -> told.size() == 2);
            assertThat(told)
                    .containsExactly("512 " + engine().has(Exemption.TRUNCATION), "512 false");
        }
    }

    @Test
    @DisplayName("28: port unreachable is told, and does not kill the socket")
    default void portUnreachableDoesNotKillTheSocket() throws IOException {
        InetSocketAddress nobody;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        try (TestReactor reactor = new TestReactor(engine())) {
            UdpRecorder recorder = new UdpRecorder();
            Datagram socket = reactor.runtime().datagram(Udp.to(nobody), recorder);
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (recorder.undelivered == 0) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                socket.send(ByteBuffer.wrap(new byte[] {'x'}));
                reactor.runOnce(Duration.ofMillis(1));
            }
            assertThat(socket.isOpen()).isTrue();
            try (DatagramSocket again = new DatagramSocket(nobody)) {
                send(again, "alive", at(socket));
                reactor.until("alive", () -> recorder.texts.contains("alive"));
            }
            socket.close();
            reactor.until("closed", () -> recorder.reasons.size() == 1);
            assertThat(recorder.reasons.getFirst()).isInstanceOf(CloseReason.LocalClose.class);
        }
    }

    @Test
    @DisplayName("27: no datagram is delivered while paused")
    default void noDatagramIsDeliveredWhilePaused() throws IOException {
        try (TestReactor reactor = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            UdpRecorder recorder = new UdpRecorder();
            Datagram socket = reactor.runtime().datagram(Udp.at("127.0.0.1", 0), recorder);
            reactor.cycles(2);
            socket.pause();
            reactor.cycles(2);
            send(peer, "waits", at(socket));
            reactor.runFor(Duration.ofMillis(20));
            assertThat(recorder.texts).isEmpty();
            socket.resume();
            reactor.until("waits", () -> recorder.texts.contains("waits"));
        }
    }

    @Test
    @DisplayName("27: a pause in a handler of datagrams holds at once, and loses none")
    default void aPauseInAHandlerOfDatagramsHoldsAtOnce() throws IOException {
        try (TestReactor reactor = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            List<String> told = new ArrayList<>();
            Datagram socket =
                    reactor.runtime()
                            .datagram(
                                    Udp.at("127.0.0.1", 0),
                                    (from, bytes, source) -> {
                                        told.add(StandardCharsets.UTF_8.decode(bytes).toString());
                                        from.pause();
                                    });
            reactor.cycles(2);
            List<String> texts = List.of("one", "", "three", "four", "five");
            for (String text : texts) {
                send(peer, text, at(socket));
            }
            for (int count = 1; count <= texts.size(); count++) {
                int wanted = count;
                reactor.until("one more", () -> told.size() >= wanted);
                reactor.cycles(3);
                assertThat(told).isEqualTo(texts.subList(0, count));
                socket.resume();
            }
        }
    }

    @Test
    @DisplayName("28: many datagrams sent in one cycle arrive in order")
    default void manyDatagramsOfOneCycleArriveInOrder() throws IOException {
        try (TestReactor reactor = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Datagram socket = reactor.runtime().datagram(Udp.at("127.0.0.1", 0), new UdpRecorder());
            for (int i = 0; i < 100; i++) {
                byte[] text = ("n" + i).getBytes(StandardCharsets.UTF_8);
                assertThat(socket.send(ByteBuffer.wrap(text), peer.getLocalSocketAddress()))
                        .isTrue();
            }
            reactor.until("100 sent", () -> reactor.runtime().counters().datagramsSent() == 100);
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                received.add(receive(peer));
            }
            assertThat(received).isEqualTo(IntStream.range(0, 100).mapToObj(i -> "n" + i).toList());
        }
    }

    @Test
    @DisplayName("5: a datagram that cannot be is refused at once")
    default void aDatagramThatCannotBeIsRefused() throws IOException {
        try (TestReactor reactor = new TestReactor(engine())) {
            Datagram socket = reactor.runtime().datagram(Udp.at("127.0.0.1", 0), new UdpRecorder());
            assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(65_508), at(socket)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("20: a handler of datagrams that throws closes its socket, once")
    default void aHandlerOfDatagramsThatThrowsClosesItsSocket() throws IOException {
        try (TestReactor reactor = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            UdpRecorder recorder = new UdpRecorder();
            recorder.throwing = true;
            Datagram socket = reactor.runtime().datagram(Udp.at("127.0.0.1", 0), recorder);
            send(peer, "one", at(socket));
            send(peer, "two", at(socket));
            reactor.until("closed", () -> !recorder.reasons.isEmpty());
            reactor.cycles(3);
            assertThat(recorder.texts).containsExactly("one");
            assertThat(recorder.reasons).hasSize(1);
            assertThat(recorder.reasons.getFirst()).isInstanceOf(CloseReason.HandlerThrew.class);
            assertThat(reactor.takeFailures()).hasSize(1);
        }
    }

    private static InetSocketAddress at(Datagram socket) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.port());
    }

    private static void send(DatagramSocket from, String text, SocketAddress to)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
