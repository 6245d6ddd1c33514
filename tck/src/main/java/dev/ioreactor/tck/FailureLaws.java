package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What fails costs itself and nobody else. */
public interface FailureLaws extends ReactorLaws {
    @Test
    @DisplayName("20: a handler that throws costs its connection only, and is reported once")
    default void aHandlerThatThrowsCostsItsConnectionOnly() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder healthy = reactor.recorder().onBytes(Connection::send);
            Peer healthyPeer = reactor.peerOf(Transport.TCP4, healthy);
            List<Recorder> throwing = new ArrayList<>();
            throwing.add(reactor.recorder().onOpened(c -> fail()));
            throwing.add(reactor.recorder().onBytes((c, bytes) -> fail()));
            throwing.add(reactor.recorder().onEnd(c -> fail()));
            throwing.add(
                    reactor.recorder()
                            .onBytes((c, bytes) -> {
                                throw new StackOverflowError("meant to be");
                            }));
            for (Recorder recorder : throwing) {
                Peer peer = reactor.peerOf(Transport.TCP4, recorder);
                try {
                    peer.send("x");
                    peer.finish();
                } catch (java.io.UncheckedIOException e) {
                    peer.close(); // Closed before it could send: it threw when it was opened.
                }
                reactor.until("closed", recorder::isClosed);
                assertThat(recorder.reason).isInstanceOf(CloseReason.HandlerThrew.class);
                assertThat(reactor.takeFailures()).hasSize(1);
                healthyPeer.send("+");
            }
            reactor.until("the echoes", () -> healthyPeer.text().equals("++++"));
        }
    }

    private static void fail() {
        throw new IllegalStateException("meant to be");
    }

    @Test
    @DisplayName("20: closed that throws is reported once, and is the last all the same")
    default void closedThatThrowsIsReportedOnce() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onClosed(c -> fail());
            reactor.peerOf(Transport.TCP4, recorder).close();
            reactor.until("closed", recorder::isClosed);
            reactor.cycles(3);
            assertThat(reactor.takeFailures()).hasSize(1);
            assertThat(recorder.closedCount).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("20: commands, timers and ticks that throw are reported, and the loop goes on")
    default void commandsAndTimersThatThrowAreReported() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<String> ran = new ArrayList<>();
            reactor.controller().send(FailureLaws::fail);
            reactor.controller().send(() -> ran.add("command"));
            reactor.runtime().after(Duration.ZERO, FailureLaws::fail);
            reactor.runtime().after(Duration.ZERO, () -> ran.add("timer"));
            int[] ticks = {0};
            reactor.onTick =
                    () -> {
                        if (ticks[0]++ == 0) {
                            fail();
                        }
                    };
            reactor.until("both", () -> ran.size() == 2);
            reactor.until("ticks", () -> ticks[0] > 1);
            assertThat(reactor.takeFailures()).hasSize(3);
            assertThat(reactor.runtime().counters().failures()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("20: a repeating timer that throws goes on")
    default void aRepeatingTimerThatThrowsGoesOn() {
        try (TestReactor reactor = new TestReactor(engine())) {
            int[] fired = {0};
            var timer =
                    reactor.runtime()
                            .every(
                                    Duration.ofMillis(1),
                                    () -> {
                                        fired[0]++;
                                        fail();
                                    });
            reactor.until("three firings", () -> fired[0] >= 3);
            timer.cancel();
            assertThat(reactor.takeFailures()).hasSize(fired[0]);
        }
    }
}
