package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.Udp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What leaves a reactor is open, untouched, and of use elsewhere. */
public interface HandoverLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("29: a connection is used blocking, beginning with the bytes it had buffered")
    default void aConnectionIsUsedBlocking(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().leavingBytes();
            reactor.isHandedOver(recorder);
            Peer peer = reactor.peerOf(transport, recorder);
            peer.send("left unread, ");
            reactor.until("bytes", () -> recorder.bytesCalls > 0);
            Handover handover = handOver(reactor, recorder);
            assertThat(handover.unreadBytes()).isEqualTo(13);
            peer.send("then sent");
            assertThat(read(handover, 22)).isEqualTo("left unread, then sent");
            handover.write(ByteBuffer.wrap("answer".getBytes(StandardCharsets.UTF_8)));
            reactor.until("answer", () -> peer.text().equals("answer"));
            reactor.expectNoEvents(recorder, Duration.ofMillis(10));
            peer.finish();
            assertThat(handover.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            handover.close();
            handover.close();
            reactor.until("the end", peer::hasEnded);
        }
    }

    @Test
    @DisplayName("29: what was accepted but not sent is sent first")
    default void whatWasAcceptedButNotSentIsSentFirst() throws Exception {
        int size = 12 << 20;
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            reactor.isHandedOver(recorder);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            byte[] large = new byte[size];
            Stream.fill(ByteBuffer.wrap(large), 0);
            assertThat(recorder.connection().send(large)).isTrue();
            reactor.cycles(3);
            Handover handover = handOver(reactor, recorder);
            assertThat(handover.unsentBytes()).isPositive();
            Stream.Verifier verifier = new Stream.Verifier();
            Thread receiver = Stream.receive(peer.channel(), verifier);
            ByteBuffer more = ByteBuffer.allocate(5);
            Stream.fill(more, size);
            handover.write(more.flip());
            handover.close();
            receiver.join();
            assertThat(verifier.countBytes()).isEqualTo(size + 5);
        }
    }

    @Test
    @DisplayName("29: no callback comes after handOver, and its connection refuses to be used")
    default void noCallbackComesAfterHandOver() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            reactor.isHandedOver(recorder);
            List<Handover> handovers = new ArrayList<>();
            recorder.onBytes((connection, bytes) -> connection.handOver(handovers::add));
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            peer.send("go");
            reactor.until("handed over", () -> !handovers.isEmpty());
            peer.send("for nobody here");
            reactor.expectNoEvents(recorder, Duration.ofMillis(20));
            assertThat(recorder.connection().isOpen()).isFalse();
            assertThat(recorder.connection().send("x")).isFalse();
            assertThatThrownBy(() -> recorder.connection().handOver(handovers::add))
                    .isInstanceOf(IllegalStateException.class);
            handovers.getFirst().close();
        }
    }

    @Test
    @DisplayName("29: live connections move between two reactors under load, and lose no byte")
    default void liveConnectionsMoveBetweenReactorsUnderLoad() {
        int total = 4 << 20;
        try (TestReactor first = new TestReactor(engine());
                TestReactor second = new TestReactor(engine())) {
            TestReactor[] homes = {first, second};
            int[] home = {0};
            List<Recorder> recorders = new ArrayList<>();
            Peer peer = first.peerOf(Transport.TCP4, echo(first, recorders));
            Stream.Verifier verifier = new Stream.Verifier();
            ByteBuffer piece = ByteBuffer.allocateDirect(32 << 10);
            long sent = 0;
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            for (int round = 1; verifier.countBytes() < total; round++) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                piece.clear().limit((int) Math.min(piece.capacity(), total - sent));
                Stream.fill(piece, sent);
                sent += peer.trySend(piece.flip());
                homes[home[0]].runOnce(Duration.ofMillis(1));
                peer.take(verifier);
                if (round % 10 == 0 && recorders.getLast().isOpened()) {
                    move(homes[home[0]], homes[1 - home[0]], recorders);
                    home[0] = 1 - home[0];
                }
            }
            assertThat(recorders.size()).as("homes").isGreaterThan(5);
        }
    }

    private static Recorder echo(TestReactor reactor, List<Recorder> recorders) {
        Recorder recorder = reactor.recorder().leavingBytes().onBytes(Connection::send);
        recorders.add(recorder);
        return recorder;
    }

    private static void move(TestReactor from, TestReactor to, List<Recorder> recorders) {
        from.isHandedOver(recorders.getLast());
        Handover handover = handOver(from, recorders.getLast());
        to.runtime().adopt(handover, echo(to, recorders));
        to.until("opened", recorders.getLast()::isOpened);
    }

    @OnEveryTransport
    @DisplayName("29: a listener accepts for another reactor, and nobody in the backlog is lost")
    default void aListenerAcceptsForAnotherReactor(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor first = new TestReactor(engine());
                TestReactor second = new TestReactor(engine())) {
            Listener listener = first.listen(transport, connection -> null);
            first.cycles(2);
            List<Handover> handovers = new ArrayList<>();
            listener.handOver(handovers::add);
            Peer early = second.connect(transport, listener);
            first.until("handed over", () -> !handovers.isEmpty());
            List<Recorder> recorders = new ArrayList<>();
            Listener adopted =
                    second.runtime()
                            .adoptListener(
                                    handovers.getFirst(), connection -> echo(second, recorders));
            Peer late = second.connect(transport, adopted);
            early.send("early");
            late.send("late");
            second.until("early", () -> early.text().equals("early"));
            second.until("late", () -> late.text().equals("late"));
        }
    }

    @Test
    @DisplayName("29: a datagram socket goes on in another reactor")
    default void aDatagramSocketGoesOnInAnotherReactor() throws IOException {
        try (TestReactor first = new TestReactor(engine());
                TestReactor second = new TestReactor(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            UdpRecorder before = new UdpRecorder();
            var socket = first.runtime().datagram(Udp.at("127.0.0.1", 0), before);
            int port = socket.port();
            first.cycles(2);
            List<Handover> handovers = new ArrayList<>();
            socket.handOver(handovers::add);
            first.until("handed over", () -> !handovers.isEmpty());
            byte[] text = {'x'};
            peer.send(
                    new DatagramPacket(
                            text,
                            1,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            UdpRecorder after = new UdpRecorder();
            second.runtime().adoptDatagram(handovers.getFirst(), after);
            second.until("x", () -> after.texts.contains("x"));
            assertThat(before.texts).isEmpty();
            assertThat(before.reasons).isEmpty();
        }
    }

    private static Handover handOver(TestReactor reactor, Recorder recorder) {
        List<Handover> handovers = new ArrayList<>();
        recorder.connection().handOver(handovers::add);
        reactor.until("handed over", () -> !handovers.isEmpty());
        return handovers.getFirst();
    }

    private static String read(Handover handover, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count);
        while (target.hasRemaining() && handover.read(target) >= 0) {}
        return StandardCharsets.UTF_8.decode(target.flip()).toString();
    }
}
