package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.SendTo;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How datagrams come and go; the peers are sockets of the JDK. */
public interface DatagramLaws extends EngineLaws {
    @ParameterizedTest(name = "{displayName}, {0}")
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("28: datagrams keep their boundaries, empty ones arrive, the source is told")
    default void datagramsKeepTheirBoundaries(String host) throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.ofLiteral(host))) {
            Handle handle = bound(rig, host);
            Probe probe = receiveFrom(rig, handle);
            for (String text : List.of("one", "", "three")) {
                send(peer, text, EngineRig.address(handle));
            }
            rig.until("three datagrams", () -> probe.datagrams.size() == 3);
            SocketAddress source = peer.getLocalSocketAddress();
            assertThat(probe.datagrams)
                    .containsExactly(
                            new Probe.Arrival("one", source, false),
                            new Probe.Arrival("", source, false),
                            new Probe.Arrival("three", source, false));
            assertThat(probe.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("28: a datagram that is cut short is flagged")
    default void aDatagramThatIsCutShortIsFlagged() throws IOException {
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.buffersOf(512));
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Handle handle = bound(rig, "127.0.0.1");
            Probe probe = receiveFrom(rig, handle);
            send(peer, "x".repeat(512), EngineRig.address(handle));
            send(peer, "y".repeat(2_000), EngineRig.address(handle));
            send(peer, "z", EngineRig.address(handle));
            rig.until("three datagrams", () -> probe.datagrams.size() == 3);
            assertThat(probe.datagrams.get(0).text()).isEqualTo("x".repeat(512));
            assertThat(probe.datagrams.get(0).truncated()).isFalse();
            assertThat(probe.datagrams.get(1).text()).isEqualTo("y".repeat(512));
            assertThat(probe.datagrams.get(1).truncated())
                    .isEqualTo(engine().has(Exemption.TRUNCATION));
            assertThat(probe.datagrams.get(2).text()).isEqualTo("z");
        }
    }

    @ParameterizedTest(name = "{displayName}, {0}")
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @DisplayName("28: a chain of chunks leaves as one datagram each, to where each says")
    default void aChainLeavesAsOneDatagramEach(String host) throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket one = new DatagramSocket(0, InetAddress.ofLiteral(host));
                DatagramSocket two = new DatagramSocket(0, InetAddress.ofLiteral(host))) {
            Handle handle = bound(rig, host);
            Chunk first = rig.chunk("to one");
            first.attachment = one.getLocalSocketAddress();
            Chunk second = rig.chunk(1);
            second.attachment = two.getLocalSocketAddress();
            Chunk third = rig.chunk("to one again");
            third.attachment = one.getLocalSocketAddress();
            first.next = second;
            second.next = third;
            sendAll(rig, handle, first, 3);
            assertThat(receive(one)).isEqualTo("to one");
            assertThat(receive(two)).isEmpty();
            assertThat(receive(one)).isEqualTo("to one again");
        }
    }

    private static void sendAll(EngineRig rig, Handle handle, Chunk head, int count) {
        Chunk next = head;
        for (int left = count; left > 0; ) {
            Probe probe = new Probe();
            SendTo send = new SendTo(handle, probe);
            send.of(next, left);
            rig.submit(send);
            int sent = rig.result(probe);
            assertThat(sent).isBetween(1, left);
            left -= sent;
            for (int i = 0; i < sent && next.next != null; i++) {
                next = next.next;
            }
        }
    }

    @Test
    @DisplayName("28: an error that a datagram is answered with does not end receiving")
    default void anIcmpErrorDoesNotEndReceiving() throws IOException {
        try (EngineRig rig = new EngineRig(engine())) {
            InetSocketAddress address = unboundAddress();
            Handle handle =
                    rig.own(
                            rig.engine
                                    .sockets()
                                    .datagram(
                                            StandardProtocolFamily.INET, null, address, Map.of()));
            Probe receiver = receiveFrom(rig, handle);
            SocketAddress own = EngineRig.address(handle);
            Chunk chunk = rig.chunk("to nobody");
            boolean told = false;
            for (int i = 0; i < 50 && !told; i++) {
                Probe sender = new Probe();
                SendTo send = new SendTo(handle, sender);
                send.of(chunk, 1);
                rig.submit(send);
                int sent = rig.result(sender);
                rig.poll(1_000_000);
                told = sent == -Errno.ECONNREFUSED || receiver.last == -Errno.ECONNREFUSED;
            }
            assertThat(told).as("port unreachable was told").isTrue();
            assertThat(receiver.hasEnded()).isFalse();
            try (DatagramSocket again = new DatagramSocket(address)) {
                send(again, "alive", own);
                rig.until("alive", () -> !receiver.datagrams.isEmpty());
                assertThat(receiver.datagrams.getFirst().text()).isEqualTo("alive");
            }
        }
    }

    private static InetSocketAddress unboundAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    @DisplayName("28: a datagram that is too long is refused and the socket goes on")
    default void aDatagramThatIsTooLongIsRefused() throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Handle handle = bound(rig, "127.0.0.1");
            Chunk tooLong = rig.chunk(70_000);
            tooLong.end = 70_000;
            tooLong.attachment = peer.getLocalSocketAddress();
            Probe sender = new Probe();
            SendTo send = new SendTo(handle, sender);
            send.of(tooLong, 1);
            rig.submit(send);
            assertThat(rig.result(sender)).isEqualTo(-Errno.EMSGSIZE);
            Chunk fine = rig.chunk("fine");
            fine.attachment = peer.getLocalSocketAddress();
            sendAll(rig, handle, fine, 1);
            assertThat(receive(peer)).isEqualTo("fine");
        }
    }

    @Test
    @DisplayName("10: one poll takes no more datagrams than the limit of the operation")
    default void onePollTakesNoMoreDatagramsThanTheLimit() throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Handle handle = bound(rig, "127.0.0.1");
            Probe probe = new Probe();
            ReceiveFrom receive = new ReceiveFrom(handle, probe);
            receive.limitPerPoll = 4;
            rig.submit(receive);
            for (int i = 0; i < 30; i++) {
                send(peer, "n" + i, EngineRig.address(handle));
            }
            List<String> expected = new ArrayList<>();
            int before = 0;
            for (int i = 0; i < 30; i++) {
                expected.add("n" + i);
            }
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (probe.datagrams.size() < 30) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                rig.poll(1_000_000);
                assertThat(probe.datagrams.size() - before).isLessThanOrEqualTo(4);
                before = probe.datagrams.size();
            }
            assertThat(probe.datagrams.stream().map(Probe.Arrival::text)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("24: receiving datagrams ends once when cancelled")
    default void receivingDatagramsEndsOnceWhenCancelled() throws IOException {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = bound(rig, "127.0.0.1");
            Probe probe = new Probe();
            ReceiveFrom receive = new ReceiveFrom(handle, probe);
            rig.submit(receive);
            rig.poll(0);
            rig.cancel(receive);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("27: datagrams that came before a receive was cancelled wait for the next one")
    default void aCancelledReceiveLosesNoDatagram() throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Handle handle = bound(rig, "127.0.0.1");
            Probe first = new Probe();
            ReceiveFrom receive = new ReceiveFrom(handle, first);
            first.then(() -> rig.cancel(receive));
            rig.submit(receive);
            rig.poll(0);
            List<Probe.Arrival> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String text = i == 5 ? "" : "n" + i;
                send(peer, text, EngineRig.address(handle));
                sent.add(new Probe.Arrival(text, peer.getLocalSocketAddress(), false));
            }
            assertThat(rig.result(first)).isEqualTo(-Errno.ECANCELED);
            assertThat(first.datagrams).isEqualTo(sent.subList(0, 1));
            send(peer, "late", EngineRig.address(handle));
            sent.add(new Probe.Arrival("late", peer.getLocalSocketAddress(), false));
            Probe second = receiveFrom(rig, handle);
            rig.until("the others", () -> second.datagrams.size() == 12);
            assertThat(second.datagrams).isEqualTo(sent.subList(1, 13));
            assertThat(second.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("26: a flood of datagrams, empty ones among them, arrives whole and in order")
    default void aFloodOfDatagramsArrivesWhole() throws IOException {
        try (EngineRig rig = new EngineRig(engine());
                DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Handle handle = bound(rig, "127.0.0.1");
            Probe probe = receiveFrom(rig, handle);
            rig.poll(0);
            List<String> sent = new ArrayList<>();
            for (int burst = 1; burst <= 5; burst++) {
                for (int i = 0; i < 100; i++) {
                    String text = i % 7 == 3 ? "" : "x".repeat(i) + burst;
                    send(peer, text, EngineRig.address(handle));
                    sent.add(text);
                }
                rig.until("all", () -> probe.datagrams.size() == sent.size());
            }
            assertThat(probe.datagrams.stream().map(Probe.Arrival::text)).isEqualTo(sent);
        }
    }

    private static Handle bound(EngineRig rig, String host) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
        StandardProtocolFamily family =
                host.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        return rig.own(rig.engine.sockets().datagram(family, local, null, Map.of()));
    }

    private static Probe receiveFrom(EngineRig rig, Handle handle) {
        Probe probe = new Probe();
        rig.submit(new ReceiveFrom(handle, probe));
        return probe;
    }

    private static void send(DatagramSocket from, String text, SocketAddress to)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static @Nullable String receive(DatagramSocket socket) throws IOException {
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
