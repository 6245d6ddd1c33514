package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is sent leaves at the end of its cycle, wherever in the cycle that was and whatever else is
 * on its way: the cycles here wait as long as they like, and nothing but the bytes ends them.
 */
public interface SendingCycleLaws extends ReactorLaws {
    /** The longest wait of a cycle, and what must not take that long. */
    Duration LONG = Duration.ofSeconds(8);

    private static void soon(TestReactor reactor, String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            reactor.runOnce(LONG);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).as(what).isLessThan(LONG.dividedBy(2));
        }
    }

    @OnEveryTransport
    @DisplayName("13: what a callback, a command and a tick of one cycle send leaves with it")
    default void whatEachPhaseOfACycleSendsLeavesWithIt(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            boolean[] answers = {false};
            recorder.onBytes((connection, bytes) -> {
                connection.send(bytes);
                reactor.controller().send(() -> connection.send("-command"));
                answers[0] = true;
            });
            reactor.onTick =
                    () -> {
                        if (answers[0]) {
                            answers[0] = false;
                            recorder.connection().send("-tick ");
                        }
                    };
            String all = "";
            for (int round = 0; round < 20; round++) {
                peer.send("bytes");
                all += "bytes-command-tick ";
                String expected = all;
                soon(reactor, "all three", () -> peer.text().length() == expected.length());
            }
            assertThat(peer.text().replace("-command", "").replace("-tick ", ""))
                    .isEqualTo("bytes".repeat(20));
        }
    }

    @Test
    @DisplayName("13: replies, and what a command adds to each, leave however little a cycle takes")
    default void allLeavesHoweverLittleACycleTakes() {
        Limits little = Limits.defaults().perCycle(1, 1, 1_024, 1);
        try (TestReactor reactor = new TestReactor(engine(), little)) {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Recorder recorder = reactor.recorder();
                recorder.onBytes((connection, bytes) -> {
                    connection.send(bytes);
                    reactor.controller().send(() -> connection.send("!"));
                });
                peers.add(reactor.peerOf(Transport.TCP4, recorder));
            }
            for (int round = 1; round <= 10; round++) {
                peers.forEach(peer -> peer.send("word"));
                int expected = "word!".length() * round;
                soon(
                        reactor,
                        "all replies",
                        () -> peers.stream().allMatch(peer -> peer.count() == expected));
            }
            assertThat(peers).allMatch(peer -> peer.text().equals("word!".repeat(10)));
        }
    }

    @OnEveryTransport
    @DisplayName("13: the last bytes and the end of stream follow a reply that is on its way")
    default void theEndOfStreamFollowsTheReply(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            recorder.onBytes((connection, bytes) -> {
                connection.send(bytes);
                reactor.controller().send(connection::finish);
            });
            peer.send("bytes");
            reactor.runOnce(LONG); // the reply, and with the command of the same cycle the end
            soon(reactor, "the end", peer::hasEnded);
            assertThat(peer.text()).isEqualTo("bytes");
        }
    }

    @OnEveryTransport
    @DisplayName("23: what a service sends while it stops follows a reply that is on its way")
    default void whatIsSentWhileStoppingFollowsTheReply(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            recorder.onBytes((connection, bytes) -> {
                connection.send(bytes);
                reactor.controller().stop(LONG.multipliedBy(2));
            });
            reactor.onStopping = () -> recorder.connection().send(" and farewell");
            peer.send("bytes");
            soon(reactor, "the end", peer::hasEnded);
            assertThat(peer.text()).isEqualTo("bytes and farewell");
            peer.close();
            while (reactor.runOnce(Duration.ofMillis(2))) {
                assertThat(reactor.lifecycle).hasSizeLessThan(3);
            }
        }
    }

    @OnEveryTransport
    @DisplayName("18: an idle deadline counts from when the last bytes went, not from their news")
    default void anIdleDeadlineCountsFromWhenTheLastBytesWent(Transport transport) {
        transport.assumeOn(engine());
        Duration deadline = Duration.ofSeconds(1);
        long[] went = {0};
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            recorder.onBytes((connection, bytes) -> {
                connection.idleDeadline(deadline);
                connection.send(bytes);
                went[0] = System.nanoTime();
            });
            reactor.until("opened", recorder::isOpened);
            peer.send("the only bytes");
            soon(reactor, "closed", recorder::isClosed);
            assertThat(Duration.ofNanos(System.nanoTime() - went[0]))
                    .isLessThan(deadline.plus(deadline.dividedBy(4).multipliedBy(3)));
            assertThat(peer.text()).isEqualTo("the only bytes");
            assertThat(recorder.reason).isEqualTo(new CloseReason.TimedOut("idle"));
        }
    }
}
