package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever is opened is closed. */
public interface LeakLaws extends ReactorLaws {
    @Test
    @DisplayName("22: 2,000 runtimes opened and closed leave no descriptor behind")
    default void runtimesLeaveNoDescriptorBehind() throws Exception {
        Assumptions.assumeTrue(Descriptors.areVisible());
        int before = Descriptors.countOpen();
        for (int i = 0; i < 2_000; i++) {
            try (DrivenRuntime<Void> runtime =
                    DrivenRuntime.open(TestReactor.options(engine()), new Service<Void>() {})) {
                runtime.runNow();
            }
        }
        assertThat(Descriptors.countOpen()).isEqualTo(before);
    }

    @Test
    @DisplayName("22: connections come and go and leave nothing behind, however they end")
    default void connectionsLeaveNothingBehind() {
        Assumptions.assumeTrue(Descriptors.areVisible());
        int rounds = Scale.of(40, 2_000);
        int perRound = 50;
        try (TestReactor reactor = new TestReactor(engine())) {
            int[] closed = {0};
            Listener listener =
                    reactor.listen(
                            Transport.TCP4,
                            connection ->
                                    new Recorder()
                                            .onBytes(Connection::send)
                                            .onClosed(c -> closed[0]++));
            reactor.cycles(3);
            int before = Descriptors.countOpen();
            for (int round = 1; round <= rounds; round++) {
                churn(reactor, listener, perRound);
                int expected = round * perRound;
                reactor.until("all closed", () -> closed[0] == expected);
            }
            reactor.cycles(3);
            assertThat(Descriptors.countOpen()).isEqualTo(before);
            assertThat(reactor.runtime().counters().openResources()).isEqualTo(1);
            assertThat(reactor.runtime().counters().accepted()).isEqualTo((long) rounds * perRound);
        }
    }

    /** Resets, so that no port has to wait: RFC 9293, TIME-WAIT. */
    private static void churn(TestReactor reactor, Listener listener, int count) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Peer peer = Transport.TCP4.connect(TestReactor.address(listener));
            peers.add(peer);
            if (i % 3 != 0) {
                peer.send("x");
            }
            if (i % 7 == 0) {
                peer.reset();
            }
        }
        reactor.runFor(Duration.ofMillis(2));
        for (Peer peer : peers) {
            if (peer.channel().isOpen()) {
                peer.reset();
            }
        }
    }
}
