package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.net.UnixAddress;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.service.Unix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How listeners accept, pause and end. */
public interface ListenerLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("13: each peer gets one connection of its own")
    default void eachPeerGetsAConnectionOfItsOwn(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Recorder> recorders = new ArrayList<>();
            Listener listener =
                    reactor.listen(
                            transport,
                            connection -> {
                                recorders.add(reactor.recorder().onBytes(Connection::send));
                                return recorders.getLast();
                            });
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                peers.add(reactor.connect(transport, listener));
                peers.getLast().send("peer " + i);
            }
            for (int i = 0; i < 300; i++) {
                int index = i;
                reactor.until(
                        "the echo of " + i, () -> peers.get(index).text().equals("peer " + index));
            }
            assertThat(recorders).hasSize(300);
        }
    }

    @Test
    @DisplayName("5: ids are known at once and never given twice")
    default void idsAreNeverGivenTwice() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Set<ResourceId> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                Recorder recorder = reactor.recorder();
                recorder.onOpened(connection -> {
                    assertThat(ids.add(connection.id())).isTrue();
                    assertThat(reactor.runtime().connection(connection.id())).isSameAs(connection);
                });
                reactor.peerOf(Transport.TCP4, recorder).close();
                reactor.until("closed", recorder::isClosed);
                ResourceId gone = recorder.connection().id();
                assertThat(reactor.runtime().connection(gone)).isNull();
                assertThat(reactor.runtime().close(gone)).isFalse();
            }
        }
    }

    @OnEveryTransport
    @DisplayName("27: peers wait in the kernel while accepting is paused")
    default void peersWaitWhileAcceptingIsPaused(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Listener listener = reactor.listen(transport, connection -> recorder);
            reactor.cycles(2);
            listener.pause();
            reactor.cycles(2);
            reactor.connect(transport, listener).send("patient");
            reactor.expectNoEvents(recorder, Duration.ofMillis(30));
            listener.resume();
            reactor.expectEvents(recorder, "opened", "bytes patient");
        }
    }

    @OnEveryTransport
    @DisplayName("25: closing a listener ends it once, and its connections go on")
    default void closingAListenerLeavesItsConnections(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            List<CloseReason> reasons = new ArrayList<>();
            Acceptor acceptor =
                    new Acceptor() {
                        @Override
                        public ConnectionHandler accept(Connection peer) {
                            return recorder;
                        }

                        @Override
                        public void closed(Listener listener, CloseReason reason) {
                            reasons.add(reason);
                        }
                    };
            Listener listener = reactor.listen(transport, acceptor);
            Peer peer = reactor.connect(transport, listener);
            reactor.until("opened", recorder::isOpened);
            listener.close();
            listener.close();
            assertThat(reasons).as("from inside close").isEmpty();
            reactor.until("closed", () -> !reasons.isEmpty());
            reactor.cycles(3);
            assertThat(reasons).containsExactly(new CloseReason.LocalClose());
            assertThat(listener.isOpen()).isFalse();
            assertThatThrownBy(() -> reactor.connect(transport, listener))
                    .isInstanceOfAny(UncheckedIOException.class, AssertionError.class);
            peer.send("still");
            reactor.until("the echo", () -> peer.text().equals("still"));
        }
    }

    @Test
    @DisplayName("25: an acceptor turns a peer away by giving no handler")
    default void anAcceptorCanTurnAPeerAway() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Listener listener = reactor.listen(Transport.TCP4, connection -> null);
            Peer peer = reactor.connect(Transport.TCP4, listener);
            reactor.until("turned away", () -> peer.hasEnded() || peer.wasReset());
        }
    }

    @Test
    @DisplayName("20: an acceptor that throws costs its peer and nobody else")
    default void anAcceptorThatThrowsCostsItsPeerOnly() {
        try (TestReactor reactor = new TestReactor(engine())) {
            int[] count = {0};
            Recorder recorder = reactor.recorder();
            Listener listener =
                    reactor.listen(
                            Transport.TCP4,
                            connection -> {
                                if (count[0]++ == 0) {
                                    throw new IllegalStateException("meant to be");
                                }
                                return recorder;
                            });
            Peer unlucky = reactor.connect(Transport.TCP4, listener);
            reactor.until("closed", () -> unlucky.hasEnded() || unlucky.wasReset());
            assertThat(reactor.takeFailures()).hasSize(1);
            reactor.connect(Transport.TCP4, listener).send("lucky");
            reactor.expectEvents(recorder, "opened", "bytes lucky");
        }
    }

    @OnEveryTransport
    @DisplayName("5: an address in use is refused at once")
    default void anAddressInUseIsRefused(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Listener listener = reactor.listen(transport, connection -> null);
            SocketAddress taken = TestReactor.address(listener);
            assertThatThrownBy(() ->
                            reactor.runtime().listen(transport.endpoint(taken), connection -> null))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("5: port 0 is any free port, and the port is told")
    default void portZeroIsAnyFreePort() throws IOException {
        try (TestReactor reactor = new TestReactor(engine())) {
            Listener listener =
                    reactor.runtime().listen(Tcp.at("127.0.0.1", 0), connection -> null);
            assertThat(listener.port()).isBetween(1, 65_535);
        }
    }

    @Test
    @DisplayName("13: a Unix socket can have an abstract name, or that is refused")
    default void abstractNamesWorkOrAreRefused() throws IOException {
        Assumptions.assumeTrue(engine().has(Exemption.UNIX_SOCKETS));
        UnixAddress name = UnixAddress.ofAbstract("ioreactor-tck-r-" + System.nanoTime());
        try (TestReactor reactor = new TestReactor(engine())) {
            if (!engine().has(Exemption.ABSTRACT_NAMES)) {
                assertThatThrownBy(() -> reactor.runtime().listen(Unix.at(name), c -> null))
                        .isInstanceOf(UnsupportedOperationException.class);
                return;
            }
            Recorder server = reactor.recorder().onBytes(Connection::send);
            Recorder client = reactor.recorder().onOpened(c -> c.send("abstract"));
            reactor.runtime().listen(Unix.at(name), connection -> server);
            reactor.runtime().connect(Unix.at(name), client);
            reactor.expectEvents(client, "opened", "bytes abstract");
        }
    }

    @Test
    @DisplayName("19: at the limit of open resources accepting pauses, and resumes below it")
    default void atTheLimitAcceptingPausesAndResumes() {
        Limits limits = Limits.defaults().openResources(4);
        try (TestReactor reactor = new TestReactor(engine(), limits)) {
            List<Recorder> recorders = new ArrayList<>();
            Listener listener =
                    reactor.listen(
                            Transport.TCP4,
                            connection -> {
                                recorders.add(reactor.recorder().onBytes(Connection::send));
                                return recorders.getLast();
                            });
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                peers.add(reactor.connect(Transport.TCP4, listener));
            }
            reactor.until("three", () -> recorders.size() == 3);
            long cpuBefore = Cpu.ofThisThreadNanos();
            reactor.runFor(Duration.ofMillis(300));
            assertThat(recorders).hasSize(3);
            assertThat(Cpu.ofThisThreadNanos() - cpuBefore).isLessThan(60_000_000);
            peers.get(0).send("served");
            reactor.until("the echo", () -> peers.get(0).text().equals("served"));
            assertThat(reactor.runtime().counters().acceptPauses()).isPositive();
            recorders.get(0).connection().close();
            recorders.get(1).connection().close();
            long begin = System.nanoTime();
            reactor.until("two more", () -> recorders.size() == 5);
            assertThat(System.nanoTime() - begin).isLessThan(1_500_000_000L);
        }
    }
}
