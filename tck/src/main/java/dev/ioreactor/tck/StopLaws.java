package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.Reactor;
import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ReactorStoppedException;
import dev.ioreactor.service.Service;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a reactor stops. */
public interface StopLaws extends ReactorLaws {
    @Test
    @DisplayName("23: a stop drains: what was accepted is sent, then all is closed, then stopped")
    default void aStopDrains() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            byte[] large = new byte[12 << 20];
            assertThat(recorder.connection().send(large)).isTrue();
            reactor.controller().stop(Duration.ofSeconds(30));
            reactor.controller().stop();
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (reactor.runOnce(Duration.ofMillis(2))) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                if (peer.hasEnded()) {
                    peer.close();
                } else {
                    peer.count();
                }
            }
            assertThat(peer.count()).isEqualTo(large.length);
            assertThat(recorder.unsentBytes).isZero();
            assertThat(reactor.lifecycle).containsExactly("stopping", "stopped");
            assertThat(reactor.runOnce(Duration.ZERO)).isFalse();
        }
    }

    @ParameterizedTest(name = "{displayName}, {0}, {1}, {2}")
    @CsvSource({"0, 1, 2", "1, 2, 0", "2, 0, 1"})
    @DisplayName("23: a stop waits for each connection, in whichever order they drain")
    default void aStopWaitsForEachInWhicheverOrder(int first, int second, int third) {
        byte[] large = new byte[12 << 20];
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Recorder> recorders = new ArrayList<>();
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Recorder recorder = reactor.recorder();
                peers.add(reactor.peerOf(Transport.TCP4, recorder));
                reactor.until("opened", recorder::isOpened);
                assertThat(recorder.connection().send(large)).isTrue();
                recorders.add(recorder);
            }
            reactor.controller().stop(Duration.ofSeconds(30));
            for (int next : new int[] {first, second, third}) {
                assertThat(recorders.get(next).isClosed()).as("connection %s", next).isFalse();
                Peer peer = peers.get(next);
                reactor.until("the end", peer::hasEnded);
                assertThat(peer.count()).isEqualTo(large.length);
                peer.close();
                reactor.until("closed", recorders.get(next)::isClosed);
                assertThat(recorders.get(next).unsentBytes).isZero();
            }
            reactor.until("stopped", () -> reactor.lifecycle.contains("stopped"));
        }
    }

    @Test
    @DisplayName("23: a resource of the user's lasts while connections drain, and delays no stop")
    default void aResourceLastsWhileConnectionsDrain() throws IOException {
        byte[] large = new byte[12 << 20];
        try (TestPipe pipe = TestPipe.open(engine());
                TestReactor reactor = new TestReactor(engine())) {
            TestResource resource = new TestResource(pipe);
            reactor.runtime().register(resource);
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            assertThat(recorder.connection().send(large)).isTrue();
            reactor.controller().stop(Duration.ofHours(1));
            reactor.cycles(3);
            pipe.write("still here");
            reactor.until("read", () -> resource.events.contains("read still here"));
            assertThat(resource.reasons).isEmpty();
            reactor.until("the end", peer::hasEnded);
            assertThat(peer.count()).isEqualTo(large.length);
            peer.close();
            reactor.until("stopped", () -> reactor.lifecycle.contains("stopped"));
            assertThat(resource.reasons).containsExactly(new CloseReason.ReactorStopped());
        }
    }

    @Test
    @DisplayName("23: a stop aborts what has not drained within the grace, and not before")
    default void aStopAbortsWhatHasNotDrained() {
        Duration grace = Duration.ofMillis(150);
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            assertThat(recorder.connection().send(new byte[12 << 20])).isTrue();
            reactor.cycles(3);
            long begin = System.nanoTime();
            reactor.controller().stop(grace);
            while (reactor.runOnce(Await.PATIENCE)) {
                assertThat(System.nanoTime() - begin).isLessThan(Await.PATIENCE.toNanos());
            }
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(grace.toNanos());
            assertThat(recorder.isClosed()).isTrue();
            assertThat(recorder.unsentBytes).isPositive();
            Await.until("the reset", peer::wasReset);
        }
    }

    @Test
    @DisplayName("23: an abort resets what is open at once")
    default void anAbortResetsWhatIsOpen() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            reactor.controller().abort();
            reactor.controller().abort();
            long begin = System.nanoTime();
            while (reactor.runOnce(Await.PATIENCE)) {
                assertThat(System.nanoTime() - begin).isLessThan(Await.PATIENCE.toNanos());
            }
            assertThat(recorder.events).containsExactly("opened", "closed ReactorStopped");
            Await.until("the reset", peer::wasReset);
            assertThat(reactor.lifecycle).endsWith("stopped");
        }
    }

    @Test
    @DisplayName("23: each command sent during a stop either runs or is refused")
    default void eachCommandDuringAStopRunsOrIsRefused() throws Exception {
        for (int round = 0; round < 40; round++) {
            AtomicLong ran = new AtomicLong();
            AtomicLong accepted = new AtomicLong();
            AtomicBoolean refused = new AtomicBoolean();
            Service<Integer> service =
                    new Service<>() {
                        @Override
                        public void command(Integer command) {
                            ran.incrementAndGet();
                        }
                    };
            Reactor<Integer> reactor = Reactor.start(TestReactor.options(engine()), service);
            Thread sender =
                    Thread.ofPlatform()
                            .start(() -> sendUntilRefused(reactor.controller(), accepted, refused));
            Await.until("some ran", () -> ran.get() > 50);
            reactor.controller().stop();
            reactor.join();
            sender.join();
            assertThat(refused).isTrue();
            assertThat(ran.get()).isEqualTo(accepted.get());
            assertThat(reactor.thread().isAlive()).isFalse();
        }
    }

    private static void sendUntilRefused(
            Controller<Integer> controller, AtomicLong accepted, AtomicBoolean refused) {
        while (!refused.get()) {
            try {
                if (controller.send(1)) {
                    accepted.incrementAndGet();
                }
            } catch (ReactorStoppedException e) {
                refused.set(true);
            }
        }
    }

    @Test
    @DisplayName("23: a stop before the start is legal, and the reactor ends")
    default void aStopBeforeTheStartIsLegal() throws Exception {
        Service<Void> service = new Service<>() {};
        try (DrivenRuntime<Void> runtime =
                DrivenRuntime.open(TestReactor.options(engine()), service)) {
            runtime.controller().stop();
            runtime.run();
            assertThat(runtime.controller().isRunning()).isFalse();
        }
        DrivenRuntime.open(TestReactor.options(engine()), service).close();
    }

    @Test
    @DisplayName("23: a reactor can be stopped from inside of its loop, and closed twice")
    default void aReactorCanBeStoppedFromInside() throws Exception {
        Reactor<Stepped.Step> reactor = Reactor.start(TestReactor.options(engine()), new Stepped());
        reactor.controller().send(runtime -> runtime.after(Duration.ofMillis(1), runtime::stop));
        reactor.join();
        reactor.close();
        reactor.close();
        assertThatThrownBy(() -> reactor.controller().send(runtime -> {}))
                .isInstanceOf(ReactorStoppedException.class);
    }

    @Test
    @DisplayName("23: what keeps a service from starting is thrown, and nothing is left behind")
    default void whatKeepsAServiceFromStartingIsThrown() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() ->
                            Reactor.start(
                                    TestReactor.options(engine()),
                                    runtime -> {
                                        runtime.listen(Transport.TCP4.anyEndpoint(), c -> null);
                                        runtime.listen(
                                                dev.ioreactor.service.Tcp.at(
                                                        "0.0.0.0", taken.getLocalPort()),
                                                c -> null);
                                    }))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("5: a stopped runtime refuses to be used")
    default void aStoppedRuntimeRefusesToBeUsed() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            reactor.driven.close();
            ReactorRuntime runtime = reactor.runtime();
            assertThatThrownBy(() -> runtime.after(Duration.ZERO, () -> {}))
                    .isInstanceOf(ReactorStoppedException.class);
            assertThatThrownBy(() -> reactor.listen(Transport.TCP4, c -> null))
                    .isInstanceOf(ReactorStoppedException.class);
            assertThatThrownBy(() -> reactor.controller().send(() -> {}))
                    .isInstanceOf(ReactorStoppedException.class);
            Connection connection = recorder.connection();
            assertThat(connection.send("x")).isFalse();
            connection.close();
            assertThat(runtime.isOwnerThread()).isTrue();
        }
    }

    @Test
    @DisplayName("23: listeners close as soon as a stop begins")
    default void listenersCloseAsSoonAsAStopBegins() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onEnd(connection -> {});
            Listener listener = reactor.listen(Transport.TCP4, connection -> recorder);
            Peer peer = reactor.connect(Transport.TCP4, listener);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().send(new byte[12 << 20]);
            reactor.controller().stop(Duration.ofSeconds(30));
            reactor.cycles(5);
            assertThat(listener.isOpen()).isFalse();
            assertThat(recorder.isClosed()).isFalse();
            assertThat(peer.hasEnded()).isFalse();
        }
    }
}
