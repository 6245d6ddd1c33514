package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Tcp;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connecting ends exactly once: connected, refused, timed out, or given up. */
public interface ConnectLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("18: connected: opened once, and bytes flow both ways")
    default void connectingOpensOnce(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine());
                ServerSocketChannel server = transport.openServer(1)) {
            Recorder recorder = reactor.recorder();
            Connection connection =
                    reactor.connectTo(transport, transport.addressOf(server), recorder);
            assertThat(recorder.events).as("before connect returned").isEmpty();
            reactor.expectEvents(recorder, "opened");
            Peer peer = reactor.own(new Peer(server.accept()));
            assertThat(recorder.connection().id()).isEqualTo(connection.id());
            assertThat(connection.send("there")).isTrue();
            reactor.until("there", () -> peer.text().equals("there"));
            peer.send("back");
            reactor.expectEvents(recorder, "opened", "bytes back");
        }
    }

    @OnEveryTransport
    @DisplayName("18: refused: closed once, alone")
    default void beingRefusedClosesOnce(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            SocketAddress nobody;
            try (ServerSocketChannel server = transport.openServer(1)) {
                nobody = transport.addressOf(server);
            }
            Recorder recorder = reactor.recorder();
            reactor.connectTo(transport, nobody, recorder);
            assertThat(recorder.events).as("before connect returned").isEmpty();
            reactor.expectEvents(recorder, "closed Refused");
            reactor.expectNoEvents(recorder, Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("18: timed out: closed once at the deadline, not before")
    default void theConnectDeadlineIsReal() throws IOException {
        Duration deadline = Duration.ofMillis(150);
        try (FullBacklog nowhere = new FullBacklog();
                TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            long begin = System.nanoTime();
            reactor.runtime()
                    .connect(Tcp.at(nowhere.address()).connectDeadline(deadline), recorder);
            reactor.expectEvents(recorder, "closed TimedOut");
            assertThat(System.nanoTime() - begin)
                    .isBetween(deadline.toNanos(), 10 * deadline.toNanos());
            assertThat(recorder.reason).isEqualTo(new CloseReason.TimedOut("connect"));
            reactor.expectNoEvents(recorder, Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("18: the deadline of the limits holds where none is given")
    default void theDeadlineOfTheLimitsHolds() {
        Limits limits = Limits.defaults().connectDeadline(Duration.ofMillis(80));
        try (FullBacklog nowhere = new FullBacklog();
                TestReactor reactor = new TestReactor(engine(), limits)) {
            Recorder recorder = reactor.recorder();
            reactor.connectTo(Transport.TCP4, nowhere.address(), recorder);
            reactor.expectEvents(recorder, "closed TimedOut");
        }
    }

    @Test
    @DisplayName("18: given up: closing or aborting while connecting closes once, alone")
    default void givingUpClosesOnce() {
        try (FullBacklog nowhere = new FullBacklog();
                TestReactor reactor = new TestReactor(engine())) {
            Recorder closed = reactor.recorder();
            Recorder aborted = reactor.recorder();
            Recorder atOnce = reactor.recorder();
            Connection first = reactor.connectTo(Transport.TCP4, nowhere.address(), closed);
            Connection second = reactor.connectTo(Transport.TCP4, nowhere.address(), aborted);
            reactor.cycles(3);
            first.close();
            second.abort();
            reactor.connectTo(Transport.TCP4, nowhere.address(), atOnce).close();
            assertThat(closed.events).isEmpty();
            reactor.expectEvents(closed, "closed LocalClose");
            reactor.expectEvents(aborted, "closed LocalAbort");
            reactor.expectEvents(atOnce, "closed LocalClose");
            reactor.expectNoEvents(closed, Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("13: what is sent while connecting leaves once connected")
    default void whatIsSentWhileConnectingLeavesOnceConnected() throws IOException {
        try (TestReactor reactor = new TestReactor(engine());
                ServerSocketChannel server = Transport.TCP4.openServer(1)) {
            Recorder recorder = reactor.recorder();
            Connection connection =
                    reactor.connectTo(Transport.TCP4, Transport.TCP4.addressOf(server), recorder);
            boolean accepted = connection.send("early");
            reactor.until("opened", recorder::isOpened);
            Peer peer = reactor.own(new Peer(server.accept()));
            connection.send(" and late");
            String expected = (accepted ? "early" : "") + " and late";
            reactor.until("what was accepted", () -> peer.text().equals(expected));
        }
    }

    @Test
    @DisplayName("13: nor does a large send leave before, however long a full backlog takes")
    default void aLargeSendWaitsForTheConnection() throws IOException {
        Transport.UNIX.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine());
                ServerSocketChannel server = Transport.UNIX.openServer(1)) {
            SocketAddress address = Transport.UNIX.addressOf(server);
            reactor.own(Transport.UNIX.connect(address));
            reactor.own(Transport.UNIX.connect(address)); // one more than the backlog is too many
            Recorder recorder = reactor.recorder();
            Connection connection = reactor.connectTo(Transport.UNIX, address, recorder);
            ByteBuffer large = ByteBuffer.allocateDirect(48 << 10);
            Stream.fill(large, 0);
            boolean accepted = connection.send(large.flip());
            reactor.cycles(3);
            if (!engine().has(Exemption.FULL_UNIX_BACKLOG)) {
                reactor.expectEvents(recorder, "closed SystemError");
                return;
            }
            assertThat(recorder.isOpened()).isFalse();
            assertThat(accepted).isTrue();
            server.accept().close();
            server.accept().close();
            reactor.until("opened", recorder::isOpened);
            Peer peer = reactor.own(new Peer(server.accept()));
            Stream.Verifier verifier = new Stream.Verifier();
            reactor.until(
                    "all",
                    () -> peer.take(verifier) >= 0 && verifier.countBytes() == large.capacity());
        }
    }
}
