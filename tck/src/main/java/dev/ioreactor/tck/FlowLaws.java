package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is sent: whole, in order, bounded, and accounted for. */
public interface FlowLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("13: 10,000 sends of every form arrive whole and in order")
    default void sendsOfEveryFormArriveWholeAndInOrder(Transport transport) {
        transport.assumeOn(engine());
        SplittableRandom random = Seed.random("forms of send");
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            long place = 0;
            for (int i = 0; i < 10_000; i++) {
                int length = random.nextInt(100);
                while (!send(recorder.connection(), random.nextInt(4), place, length)) {
                    reactor.cycles(1);
                    peer.count();
                }
                place += length;
            }
            long total = place;
            reactor.until("all", () -> peer.count() == total);
            byte[] received = peer.bytes();
            for (int i = 0; i < received.length; i++) {
                assertThat(received[i]).isEqualTo(Stream.at(i));
            }
        }
    }

    /** Sends bytes of the stream in one of four forms; what is refused stays as it was. */
    private static boolean send(Connection connection, int form, long place, int length) {
        ByteBuffer bytes =
                form == 0 ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        Stream.fill(bytes, place);
        bytes.flip();
        boolean accepted;
        switch (form) {
            case 0, 1 -> {
                accepted = connection.send(bytes);
                assertThat(bytes.remaining()).isEqualTo(accepted ? 0 : length);
            }
            case 2 -> accepted = connection.send(bytes.array(), 0, length);
            default -> {
                ByteBuffer[] parts = {
                    bytes.slice(0, length / 3),
                    bytes.slice(length / 3, length / 3),
                    bytes.slice(2 * (length / 3), length - 2 * (length / 3))
                };
                accepted = connection.send(parts);
                assertThat(parts[2].hasRemaining()).isEqualTo(!accepted && length > 0);
            }
        }
        return accepted;
    }

    @OnEveryTransport
    @DisplayName("13: every accepted byte is delivered, or counted as unsent in the one closed")
    default void everyAcceptedByteIsDeliveredOrCounted(Transport transport) {
        transport.assumeOn(engine());
        SplittableRandom random = Seed.random("unsent");
        for (int round = 0; round < 8; round++) {
            try (TestReactor reactor = new TestReactor(engine())) {
                Recorder recorder = reactor.recorder();
                Peer peer = reactor.peerOf(transport, recorder);
                reactor.until("opened", recorder::isOpened);
                long accepted = 0;
                for (int refusals = 0; refusals < 50; reactor.cycles(1)) {
                    byte[] bytes = new byte[random.nextInt(1, 60_000)];
                    if (recorder.connection().send(bytes)) {
                        accepted += bytes.length;
                        refusals = 0;
                    } else {
                        refusals++;
                    }
                }
                recorder.connection().close();
                reactor.until("closed", recorder::isClosed);
                reactor.until("the end", peer::hasEnded);
                assertThat(recorder.unsentBytes).isPositive();
                assertThat(peer.count() + recorder.unsentBytes).isEqualTo(accepted);
            }
        }
    }

    @OnEveryTransport
    @DisplayName("14: a peer that does not read costs the high watermark and one send")
    default void aPeerThatDoesNotReadCostsABoundedAmount(Transport transport) {
        transport.assumeOn(engine());
        int low = 16 << 10;
        int high = 48 << 10;
        int piece = 40 << 10;
        Limits limits = Limits.defaults().watermarks(low, high);
        try (TestReactor reactor = new TestReactor(engine(), limits)) {
            int[] drained = {0};
            Recorder recorder = reactor.recorder();
            recorder.onDrained(from -> {
                drained[0]++;
                assertThat(from.unsentBytes()).isLessThanOrEqualTo(low);
            });
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            Connection connection = recorder.connection();
            byte[] bytes = new byte[piece];
            long accepted = 0;
            // 1 GiB is offered.
            for (int i = 0; i < (1 << 30) / piece; i++) {
                accepted += connection.send(bytes) ? piece : 0;
                assertThat(connection.unsentBytes()).isLessThan(high + piece);
                if (i % 16 == 0) {
                    reactor.cycles(1);
                }
            }
            assertThat(accepted).as("what the kernel took").isLessThan(64 << 20);
            assertThat(connection.unsentBytes()).isGreaterThanOrEqualTo(high);
            long total = accepted;
            int before = drained[0];
            reactor.until("all that was accepted", () -> peer.count() == total);
            assertThat(drained[0]).as("drained, once").isEqualTo(before + 1);
        }
    }

    @Test
    @DisplayName("14: one send may exceed the high watermark, the next is refused")
    default void oneSendMayExceedTheHighWatermark() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            byte[] large = new byte[1 << 20];
            assertThat(recorder.connection().send(large)).isTrue();
            assertThat(recorder.connection().unsentBytes()).isEqualTo(large.length);
            assertThat(recorder.connection().send("one more")).isFalse();
            reactor.until("all", () -> peer.count() == large.length);
            reactor.until("drained", () -> recorder.events.contains("drained"));
            assertThat(recorder.connection().send("one more")).isTrue();
            reactor.until("one more", () -> peer.count() == large.length + 8);
        }
    }

    @Test
    @DisplayName("14: an echo to a peer that does not read stops reading, and loses nothing")
    default void anEchoToAPeerThatDoesNotReadLosesNothing() {
        int total = 16 << 20;
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().leavingBytes();
            recorder.onBytes(Connection::send);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            Stream.Verifier verifier = new Stream.Verifier();
            ByteBuffer piece = ByteBuffer.allocateDirect(256 << 10);
            long sent = 0;
            // Sends without reading until nothing moves any more, then reads.
            for (int still = 0; still < 100; ) {
                sent += trySend(peer, piece, sent, total);
                long before = sent;
                reactor.cycles(1);
                sent += trySend(peer, piece, sent, total);
                still = sent == before ? still + 1 : 0;
            }
            assertThat(recorder.connection().unsentBytes()).isLessThan((64 << 10) + (64 << 10));
            int seen = 0;
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (verifier.countBytes() < total) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                sent += trySend(peer, piece, sent, total);
                reactor.cycles(1);
                seen = peer.take(verifier);
                if (seen == 0) {
                    reactor.runOnce(java.time.Duration.ofMillis(1));
                }
            }
        }
    }

    private static int trySend(Peer peer, ByteBuffer piece, long sent, int total) {
        piece.clear().limit((int) Math.min(piece.capacity(), total - sent));
        Stream.fill(piece, sent);
        return peer.trySend(piece.flip());
    }

    @OnEveryTransport
    @DisplayName("13: drain sends all that was accepted, then closes")
    default void drainSendsAllThatWasAccepted(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            byte[] large = new byte[12 << 20];
            assertThat(recorder.connection().send(large)).isTrue();
            recorder.connection().drain();
            assertThat(recorder.connection().send("too late")).isFalse();
            reactor.cycles(5);
            assertThat(recorder.isClosed()).as("closed with bytes left").isFalse();
            reactor.until("the end", peer::hasEnded);
            assertThat(peer.count()).isEqualTo(large.length);
            peer.close();
            reactor.until("closed", recorder::isClosed);
            assertThat(recorder.unsentBytes).isZero();
        }
    }
}
