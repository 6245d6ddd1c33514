package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nobody starves anybody: the test counts cycles, not time. */
public interface FairnessLaws extends ReactorLaws {
    @Test
    @DisplayName("10: a command that sends itself again starves nothing")
    default void aSelfRepostingCommandStarvesNothing() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            Runnable[] self = new Runnable[1];
            self[0] = () -> reactor.controller().send(self[0]);
            for (int i = 0; i < 2_000; i++) {
                reactor.controller().send(self[0]);
            }
            expectServed(reactor, peer);
            self[0] = () -> {};
            reactor.cycles(5);
        }
    }

    @Test
    @DisplayName("10: a timer that arms itself again at once starves nothing")
    default void aSelfRearmingTimerStarvesNothing() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            long[] fired = {0};
            Runnable[] self = new Runnable[1];
            self[0] =
                    () -> {
                        fired[0]++;
                        reactor.runtime().after(Duration.ZERO, self[0]);
                    };
            reactor.runtime().after(Duration.ZERO, self[0]);
            expectServed(reactor, peer);
            assertThat(fired[0]).isPositive();
        }
    }

    @Test
    @DisplayName("10: a connection that never stops talking starves nothing")
    default void aHotConnectionStarvesNothing() {
        try (TestReactor reactor = new TestReactor(engine(), Limits.defaults())) {
            long[] hotBytes = {0};
            Recorder hot = reactor.recorder();
            hot.leavingBytes()
                    .onBytes((connection, bytes) -> {
                        hotBytes[0] += bytes.remaining();
                        bytes.position(bytes.limit());
                    });
            Peer hotPeer = reactor.peerOf(Transport.TCP4, hot);
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            ByteBuffer flood = ByteBuffer.allocateDirect(1 << 20);
            reactor.onTick = () -> hotPeer.trySend(flood.clear());
            List<String> others = new ArrayList<>();
            reactor.runtime().after(Duration.ofMillis(1), () -> others.add("timer"));
            reactor.controller().send(() -> others.add("command"));
            expectServed(reactor, peer);
            reactor.until("timer and command", () -> others.size() == 2);
            assertThat(hotBytes[0]).isPositive();
            reactor.onTick = () -> {}; // or it would send to what is being aborted
        }
    }

    @Test
    @DisplayName("10: two services that answer each other for ever starve nothing")
    default void anEndlessPingPongStarvesNothing() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder server = reactor.recorder().leavingBytes().onBytes(Connection::send);
            Recorder client =
                    reactor.recorder()
                            .leavingBytes()
                            .onOpened(connection -> connection.send("ball"))
                            .onBytes(Connection::send);
            var listener = reactor.listen(Transport.TCP4, connection -> server);
            reactor.connectTo(Transport.TCP4, TestReactor.address(listener), client);
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("they play", () -> client.bytesCalls > 10);
            expectServed(reactor, peer);
        }
    }

    /** An echo is served every few cycles, whatever else goes on. */
    private static void expectServed(TestReactor reactor, Peer peer) {
        for (int i = 1; i <= 50; i++) {
            peer.send("x");
            int expected = i;
            int cycles = 0;
            while (peer.count() < expected) {
                reactor.runOnce(Duration.ofMillis(1));
                assertThat(++cycles).as("cycles until one echo").isLessThan(200);
            }
        }
    }
}
