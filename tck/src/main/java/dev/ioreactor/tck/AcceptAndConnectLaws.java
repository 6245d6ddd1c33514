package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.net.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How streams come to be. */
public interface AcceptAndConnectLaws extends EngineLaws {
    @OnEveryTransport
    @DisplayName("13: every connection is accepted exactly once")
    default void everyConnectionIsAcceptedExactlyOnce(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(transport);
            Probe probe = rig.accept(listener);
            for (int i = 0; i < 200; i++) {
                rig.own(transport.connect(EngineRig.address(listener)));
            }
            rig.until("200 accepted", () -> probe.accepted.size() == 200);
            rig.expectNothing(Duration.ofMillis(20));
            assertThat(probe.accepted).doesNotHaveDuplicates().allMatch(Handle::isOpen);
        }
    }

    @OnEveryTransport
    @DisplayName("13: an accepted handle is connected to its peer")
    default void anAcceptedHandleIsConnectedToItsPeer(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(transport);
            Probe acceptor = rig.accept(listener);
            Peer peer = rig.own(transport.connect(EngineRig.address(listener)));
            rig.until("accepted", () -> acceptor.accepted.size() == 1);
            Handle accepted = acceptor.accepted.getFirst();
            if (transport.isTcp()) {
                assertThat(accepted.remoteAddress()).isEqualTo(peer.channel().getLocalAddress());
                assertThat(accepted.localAddress()).isEqualTo(peer.channel().getRemoteAddress());
            }
            Probe receiver = rig.receive(accepted);
            peer.send("hello");
            rig.until("hello", () -> receiver.text().equals("hello"));
        }
    }

    @Test
    @DisplayName("10: one poll accepts no more than the limit of the operation")
    default void onePollAcceptsNoMoreThanTheLimit() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(Transport.TCP4);
            Probe probe = new Probe();
            Accept accept = new Accept(listener, probe);
            accept.limitPerPoll = 3;
            rig.submit(accept);
            for (int i = 0; i < 20; i++) {
                rig.own(Transport.TCP4.connect(EngineRig.address(listener)));
            }
            int before = 0;
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (probe.accepted.size() < 20) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                rig.poll(1_000_000);
                assertThat(probe.accepted.size() - before).isLessThanOrEqualTo(3);
                before = probe.accepted.size();
            }
            probe.accepted.forEach(rig::own);
        }
    }

    @Test
    @DisplayName("27: peers wait in the backlog while accepting is cancelled")
    default void peersWaitInTheBacklogWhileAcceptingIsCancelled() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(Transport.TCP4);
            Probe probe = new Probe();
            Accept accept = new Accept(listener, probe);
            rig.submit(accept);
            rig.poll(0);
            rig.cancel(accept);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.own(Transport.TCP4.connect(EngineRig.address(listener)));
            rig.expectNothing(Duration.ofMillis(30));
            rig.submit(accept);
            rig.until("accepted at last", () -> probe.accepted.size() == 1);
            probe.accepted.forEach(rig::own);
        }
    }

    @OnEveryTransport
    @DisplayName("5: listening where somebody listens already is refused")
    default void listeningWhereSomebodyListensIsRefused(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            SocketAddress taken = EngineRig.address(rig.listen(transport));
            assertThatThrownBy(() -> rig.engine.sockets().listen(taken, 16, Map.of()))
                    .isInstanceOf(BindException.class);
        }
    }

    @OnEveryTransport
    @DisplayName("18: nobody hears a peer once the listener is closed")
    default void connectingToAClosedListenerIsRefused(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(transport);
            SocketAddress address = EngineRig.address(listener);
            rig.close(listener, Close.Mode.CLOSE);
            assertThatThrownBy(() -> transport.connect(address).close())
                    .hasRootCauseInstanceOf(java.net.ConnectException.class);
        }
    }

    @OnEveryTransport
    @DisplayName("18: connecting completes once, connected")
    default void connectingCompletesOnce(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine());
                ServerSocketChannel server = transport.openServer(1)) {
            Handle handle = rig.stream(transport.addressOf(server));
            Probe probe = new Probe();
            rig.submit(new Connect(handle, transport.addressOf(server), probe));
            assertThat(rig.result(probe)).isZero();
            rig.expectNothing(Duration.ofMillis(20));
            assertThat(handle.remoteAddress()).isEqualTo(transport.addressOf(server));
            server.accept().close();
        }
    }

    @OnEveryTransport
    @DisplayName("18: connecting where nobody listens is refused")
    default void connectingWhereNobodyListensIsRefused(Transport transport) throws IOException {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            SocketAddress nobody;
            try (ServerSocketChannel server = transport.openServer(1)) {
                nobody = transport.addressOf(server);
            }
            Handle handle = rig.stream(nobody);
            Probe probe = new Probe();
            rig.submit(new Connect(handle, nobody, probe));
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECONNREFUSED);
            rig.close(handle, Close.Mode.CLOSE);
        }
    }

    @Test
    @DisplayName("18: connecting that hangs ends by being cancelled")
    default void connectingThatHangsEndsByBeingCancelled() {
        try (EngineRig rig = new EngineRig(engine());
                FullBacklog nowhere = new FullBacklog()) {
            Handle handle = rig.stream(nowhere.address());
            Probe probe = new Probe();
            Connect connect = new Connect(handle, nowhere.address(), probe);
            rig.submit(connect);
            rig.expectNothing(Duration.ofMillis(50));
            rig.cancel(connect);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.close(handle, Close.Mode.CLOSE);
        }
    }

    @Test
    @DisplayName("18: abstract names can be listened to and connected to, or are refused")
    default void abstractNamesWorkOrAreRefused() throws IOException {
        Assumptions.assumeTrue(engine().has(Exemption.UNIX_SOCKETS));
        UnixAddress name = UnixAddress.ofAbstract("ioreactor-tck-" + System.nanoTime());
        try (EngineRig rig = new EngineRig(engine())) {
            if (!engine().has(Exemption.ABSTRACT_NAMES)) {
                assertThatThrownBy(() -> rig.engine.sockets().listen(name, 16, Map.of()))
                        .isInstanceOf(UnsupportedOperationException.class);
                return;
            }
            Handle listener = rig.listen(name, 16);
            assertThat(listener.localAddress()).isEqualTo(name);
            Probe acceptor = rig.accept(listener);
            Handle client = rig.stream(name);
            Probe connected = new Probe();
            rig.submit(new Connect(client, name, connected));
            assertThat(rig.result(connected)).isZero();
            rig.until("accepted", () -> acceptor.accepted.size() == 1);
            assertThat(client.remoteAddress()).isEqualTo(name);
        }
    }
}
