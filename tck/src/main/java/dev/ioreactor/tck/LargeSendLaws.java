package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What leaves at once, because it is too large to be copied without need. */
public interface LargeSendLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("13: large and small sends keep their order, and give the memory back")
    default void largeAndSmallSendsKeepTheirOrder(Transport transport) {
        transport.assumeOn(engine());
        SplittableRandom random = Seed.random("sizes of sends");
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            Stream.Verifier verifier = new Stream.Verifier();
            ByteBuffer direct = ByteBuffer.allocateDirect(200_000);
            ByteBuffer heap = ByteBuffer.allocate(200_000);
            long place = 0;
            for (int i = 0; i < 400; i++) {
                ByteBuffer bytes = random.nextInt(4) == 0 ? heap : direct;
                int length = random.nextBoolean() ? random.nextInt(200) : random.nextInt(200_000);
                Stream.fill(bytes.clear().limit(length), place);
                bytes.flip();
                while (!recorder.connection().send(bytes)) {
                    assertThat(bytes.remaining()).as("of a refused send").isEqualTo(length);
                    reactor.cycles(1);
                    peer.take(verifier);
                }
                assertThat(bytes.hasRemaining()).isFalse();
                place += length;
                clear(bytes);
                if (random.nextInt(8) == 0) {
                    reactor.cycles(1);
                }
            }
            long total = place;
            reactor.until("all", () -> peer.take(verifier) >= 0 && verifier.countBytes() == total);
        }
    }

    private static void clear(ByteBuffer bytes) {
        bytes.clear();
        while (bytes.hasRemaining()) {
            bytes.put((byte) 0xFF);
        }
    }

    @OnEveryTransport
    @DisplayName("13: what is lent without a guard is echoed byte for byte, without a copy")
    default void whatIsLentIsEchoedWithoutACopy(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(TestReactor.options(engine()).checked(false))) {
            Recorder recorder = reactor.recorder().onBytes(Connection::send).leavingBytes();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            Stream.Verifier verifier = new Stream.Verifier();
            ByteBuffer message = ByteBuffer.allocate(48 << 10);
            for (int i = 1; i <= 20; i++) {
                Stream.fill(message.clear(), verifier.countBytes());
                peer.send(message.array());
                long total = (long) i * message.capacity();
                reactor.until(
                        "the echo",
                        () -> peer.take(verifier) >= 0 && verifier.countBytes() == total);
            }
        }
    }

    @OnEveryTransport
    @DisplayName("13: what of a large send the kernel does not take is unsent when it is closed")
    default void everyByteOfALargeSendIsDeliveredOrCounted(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            ByteBuffer large = ByteBuffer.allocateDirect(32 << 20);
            assertThat(recorder.connection().send(large)).isTrue();
            reactor.cycles(3);
            recorder.connection().close();
            reactor.until("closed", recorder::isClosed);
            reactor.until("the end", peer::hasEnded);
            assertThat(recorder.unsentBytes).isPositive();
            assertThat(peer.count() + recorder.unsentBytes).isEqualTo(large.capacity());
        }
    }

    @OnEveryTransport
    @DisplayName("10, 14: a peer who reads at once does not keep the loop in one callback")
    default void aQuickPeerDoesNotKeepTheLoop(Transport transport) throws Exception {
        transport.assumeOn(engine());
        int high = Limits.defaults().highWatermarkBytes();
        ByteBuffer piece = ByteBuffer.allocateDirect(40_000);
        long[] place = {0};
        long[] calls = {0};
        Thread receiver;
        Stream.Verifier verifier = new Stream.Verifier();
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder =
                    reactor.recorder()
                            .onOpened(connection -> pour(connection, piece, place, high))
                            .onDrained(connection -> {
                                calls[0]++;
                                pour(connection, piece, place, high);
                            });
            Peer peer = reactor.peerOf(transport, recorder);
            receiver = Stream.receive(peer.channel(), verifier);
            Recorder other = reactor.recorder().onBytes(Connection::send);
            Peer otherPeer = reactor.peerOf(transport, other);
            for (int i = 1; i <= 50; i++) {
                otherPeer.send("x");
                int expected = i;
                reactor.until("an echo", () -> otherPeer.count() == expected);
            }
            reactor.until("it went on", () -> calls[0] > 50);
            recorder.onDrained(connection -> {});
            recorder.connection().finish();
            reactor.until("all was sent", () -> recorder.connection().unsentBytes() == 0);
            reactor.cycles(3);
            receiver.join();
        }
        assertThat(verifier.countBytes()).isEqualTo(place[0]);
    }

    /** Sends until it is refused, which must be soon. */
    private static void pour(Connection connection, ByteBuffer piece, long[] place, int high) {
        int sent = 0;
        while (true) {
            Stream.fill(piece.clear(), place[0]);
            if (!connection.send(piece.flip())) {
                return;
            }
            place[0] += piece.capacity();
            sent += piece.capacity();
            assertThat(sent).as("in one callback").isLessThan(high + 2 * piece.capacity());
        }
    }

    @OnEveryTransport
    @DisplayName("10, 14: what left at once counts against the watermark until the cycle is over")
    default void whatLeftAtOnceCountsUntilTheCycleIsOver(Transport transport) {
        transport.assumeOn(engine());
        ByteBuffer large = ByteBuffer.allocateDirect(Limits.defaults().highWatermarkBytes() + 1);
        List<Boolean> accepted = new ArrayList<>();
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder =
                    reactor.recorder()
                            .onOpened(connection -> {
                                accepted.add(connection.send(large));
                                accepted.add(connection.send("one more"));
                            })
                            .onDrained(connection -> accepted.add(connection.send("and now")));
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("all", () -> peer.count() == large.capacity() + "and now".length());
            assertThat(accepted).containsExactly(true, false, true);
        }
    }

    @Test
    @DisplayName("10: the first large send of a cycle leaves at once, none after one with more")
    default void theFirstLargeSendOfACycleLeavesAtOnce() {
        int copied = Limits.defaults().copiedBytes();
        ByteBuffer small = ByteBuffer.allocateDirect(copied);
        ByteBuffer large = ByteBuffer.allocateDirect(copied + 1);
        boolean able = engine().has(Exemption.SENDING_AT_ONCE);
        SentCounter sent = new SentCounter();
        try (TestReactor reactor = new TestReactor(TestReactor.options(engine()).tracer(sent))) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            Connection connection = recorder.connection();
            Runnable end =
                    () -> {
                        reactor.cycles(1);
                        reactor.until("all", () -> peer.count() == sent.recorded);
                    };
            assertThat(sent.atOnce(connection, small)).as("not large").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("the only one").isEqualTo(able);
            end.run();
            assertThat(sent.atOnce(connection, large)).as("the first").isEqualTo(able);
            assertThat(sent.atOnce(connection, large)).as("the second").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("after several").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("after one").isEqualTo(able);
            assertThat(sent.atOnce(connection, small)).as("what follows").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("after one and more").isFalse();
            assertThat(sent.atOnce(connection, small)).as("more again").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("and again").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, small)).as("a small one first").isFalse();
            assertThat(sent.atOnce(connection, large)).as("behind it").isFalse();
            end.run();
            assertThat(sent.atOnce(connection, large)).as("alone again").isEqualTo(able);
            end.run();
        }
    }

    @Test
    @DisplayName("10: with a low watermark of less, what is more than that leaves at once")
    default void aLowerWatermarkLetsLessLeaveAtOnce() {
        Limits limits = Limits.defaults().watermarks(1_000, 4_000);
        assertThat(limits.copiedBytes()).isEqualTo(1_000);
        ByteBuffer small = ByteBuffer.allocateDirect(1_000);
        ByteBuffer large = ByteBuffer.allocateDirect(1_001);
        SentCounter sent = new SentCounter();
        try (TestReactor reactor =
                new TestReactor(TestReactor.options(engine()).limits(limits).tracer(sent))) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            assertThat(sent.atOnce(recorder.connection(), small)).as("not large").isFalse();
            reactor.cycles(1);
            reactor.until("all", () -> peer.count() == sent.recorded);
            assertThat(sent.atOnce(recorder.connection(), large))
                    .as("large")
                    .isEqualTo(engine().has(Exemption.SENDING_AT_ONCE));
            reactor.until("all", () -> peer.count() == sent.recorded);
        }
    }

    @Test
    @DisplayName("16: a large send to a peer that has reset closes once, with the reason")
    default void aLargeSendToAPeerThatHasResetClosesOnce() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            peer.reset();
            ByteBuffer large = ByteBuffer.allocateDirect(1 << 20);
            recorder.connection().send(large); // whether or not it knows already
            assertThat(recorder.closedCount).as("from inside of a call").isZero();
            reactor.until("closed", recorder::isClosed);
            reactor.cycles(3);
            assertThat(recorder.reason).isInstanceOf(CloseReason.Reset.class);
            assertThat(recorder.closedCount).isEqualTo(1);
            assertThat(recorder.connection().send(large)).isFalse();
        }
    }
}
