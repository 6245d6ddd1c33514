package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.tck.LeakCheck;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise 29 from one engine to another: what the first has taken and not delivered comes first in
 * the second, and what nobody takes is closed with the handle.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class CrossEngineHandoverTest {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @BeforeEach
    void requireRings() {
        assumeTrue(Engines.named("io_uring").availability().usable(), "no io_uring here");
    }

    private static Engine open(String engine) throws IOException {
        return Engines.named(engine).open(EngineConfig.defaults());
    }

    private static void until(Engine engine, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).as("time left").isPositive();
            engine.poll(
                    1_000_000,
                    (operation, result, more) ->
                            operation.owner().completed(operation, result, more));
        }
    }

    /** Takes connections, and asks for no more after so many. */
    private static final class Acceptor implements Completable {
        private final Engine engine;
        private final int enough;
        private final List<Handle> accepted = new ArrayList<>();
        private @Nullable Integer end;

        Acceptor(Engine engine, int enough) {
            this.engine = engine;
            this.enough = enough;
        }

        @Override
        public void completed(Operation operation, int result, boolean more) {
            if (!more) {
                end = result;
                return;
            }
            accepted.add(((Accept) operation).takeAccepted());
            if (accepted.size() == enough) {
                engine.cancel(operation);
            }
        }

        void closeAccepted() {
            accepted.forEach(Handle::close);
        }
    }

    private static Socket connect(Handle listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        assertThat(address).isNotNull();
        return new Socket(HERE, address.getPort());
    }

    /** Accepts one of three that are there: the kernel has accepted the other two as well. */
    private static void acceptOneOfThree(Engine rings, Handle listener) throws IOException {
        Acceptor one = new Acceptor(rings, 1);
        rings.submit(new Accept(listener, one));
        rings.poll(0, (operation, result, more) -> {});
        List<Socket> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(connect(listener));
        }
        PEERS.set(peers);
        until(rings, () -> one.end != null);
        assertThat(one.end).isEqualTo(-Errno.ECANCELED);
        assertThat(one.accepted).hasSize(1);
        one.closeAccepted();
    }

    private static final ThreadLocal<List<Socket>> PEERS = new ThreadLocal<>();

    private static void closePeers() throws IOException {
        for (Socket peer : PEERS.get()) {
            peer.close();
        }
    }

    private static Handle listen(Engine engine) throws IOException {
        return engine.sockets().listen(new InetSocketAddress(HERE, 0), 16, Map.of());
    }

    private static void release(Engine engine, Handle handle, Close.Mode mode) {
        int[] results = {1};
        Close close = new Close(handle, (operation, result, more) -> results[0] = result);
        close.of(mode);
        engine.submit(close);
        until(engine, () -> results[0] <= 0);
        assertThat(results[0]).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "io_uring"})
    void whatWasAcceptedAheadIsAcceptedFirstElsewhere(String to) throws Exception {
        try (Engine rings = open("io_uring");
                Engine second = open(to)) {
            Handle listener = listen(rings);
            acceptOneOfThree(rings, listener);
            release(rings, listener, Close.Mode.RELEASE);
            try (Socket late = connect(listener)) {
                Acceptor rest = new Acceptor(second, 3);
                second.submit(new Accept(listener, rest));
                until(second, () -> rest.end != null);
                List<Integer> ports = new ArrayList<>();
                for (Handle each : rest.accepted) {
                    InetSocketAddress peer = (InetSocketAddress) each.remoteAddress();
                    assertThat(peer).isNotNull();
                    ports.add(peer.getPort());
                }
                List<Integer> wanted = new ArrayList<>();
                PEERS.get().subList(1, 3).forEach(peer -> wanted.add(peer.getLocalPort()));
                wanted.add(late.getLocalPort());
                assertThat(ports).isEqualTo(wanted);
                rest.closeAccepted();
                release(second, listener, Close.Mode.CLOSE);
            } finally {
                closePeers();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"by the engine", "by its owner", "by the next engine"})
    void whatWasAcceptedAheadAndNobodyTakesIsClosedWithTheListener(String how) throws Exception {
        try (Engine rings = open("io_uring");
                Engine second = open("epoll")) {
            Handle listener = listen(rings);
            acceptOneOfThree(rings, listener);
            switch (how) {
                case "by the engine" -> release(rings, listener, Close.Mode.CLOSE);
                case "by its owner" -> {
                    release(rings, listener, Close.Mode.RELEASE);
                    listener.close();
                }
                default -> {
                    release(rings, listener, Close.Mode.RELEASE);
                    release(second, listener, Close.Mode.CLOSE);
                }
            }
            for (Socket peer : PEERS.get()) {
                peer.setSoTimeout(5_000);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
            closePeers();
        }
    }

    @Test
    void whatWasAcceptedAheadOutlivesItsEngine() throws Exception {
        Handle listener;
        try (Engine rings = open("io_uring")) {
            listener = listen(rings);
            acceptOneOfThree(rings, listener);
        }
        try (Engine second = open("epoll")) {
            Acceptor rest = new Acceptor(second, 2);
            second.submit(new Accept(listener, rest));
            until(second, () -> rest.end != null);
            rest.closeAccepted();
            release(second, listener, Close.Mode.CLOSE);
            closePeers();
        }
    }

    /** Takes datagrams, and asks for no more after so many. */
    private static final class Taker implements Completable {
        private final Engine engine;
        private final int enough;
        private final List<String> texts = new ArrayList<>();
        private @Nullable Integer end;

        Taker(Engine engine, int enough) {
            this.engine = engine;
            this.enough = enough;
        }

        @Override
        public void completed(Operation operation, int result, boolean more) {
            if (!more) {
                end = result;
                return;
            }
            texts.add(StandardCharsets.UTF_8.decode(((ReceiveFrom) operation).data()).toString());
            if (texts.size() == enough) {
                engine.cancel(operation);
            }
        }

        /** Receives until it has enough. */
        void receive(Handle from) {
            engine.submit(new ReceiveFrom(from, this));
            until(engine, () -> end != null);
            assertThat(end).isEqualTo(-Errno.ECANCELED);
        }
    }

    private static void send(DatagramSocket from, Handle to, String... texts) throws IOException {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            SocketAddress address = to.localAddress();
            assertThat(address).isNotNull();
            from.send(new DatagramPacket(bytes, bytes.length, address));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io_uring, epoll",
        "io_uring, poll",
        "io_uring, io_uring",
        "epoll, io_uring",
        "poll, epoll"
    })
    void datagramsReceivedAheadAreReceivedFirstElsewhere(String from, String to) throws Exception {
        try (Engine first = open(from);
                Engine second = open(to);
                DatagramSocket peer = new DatagramSocket(0, HERE)) {
            InetSocketAddress any = new InetSocketAddress(HERE, 0);
            Handle handle =
                    first.sockets().datagram(StandardProtocolFamily.INET, any, null, Map.of());
            send(peer, handle, "one", "", "three");
            Taker one = new Taker(first, 1);
            one.receive(handle);
            release(first, handle, Close.Mode.RELEASE);
            Taker two = new Taker(second, 2);
            two.receive(handle); // both without a further one, which alone the kernel could report
            send(peer, handle, "late");
            Taker late = new Taker(second, 1);
            late.receive(handle);
            assertThat(one.texts).containsExactly("one");
            assertThat(two.texts).containsExactly("", "three");
            assertThat(late.texts).containsExactly("late");
            release(second, handle, Close.Mode.CLOSE);
        }
    }

    // ---- on the level of reactors

    /** A runtime on one engine that echoes in capitals or not. */
    private static final class Loop implements Service<Void>, AutoCloseable {
        private final DrivenRuntime<Void> driven;
        private @Nullable ReactorRuntime view;

        Loop(String engine) throws Exception {
            driven =
                    DrivenRuntime.open(
                            ReactorOptions.defaults().engine(Engines.named(engine)).checked(true),
                            this);
            driven.start();
        }

        @Override
        public void started(ReactorRuntime runtime) {
            view = runtime;
        }

        ReactorRuntime runtime() {
            assertThat(view).isNotNull();
            return view;
        }

        void until(BooleanSupplier condition) throws Exception {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (!condition.getAsBoolean()) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                driven.runOnce(Duration.ofMillis(1));
            }
        }

        @Override
        public void close() {
            driven.close();
        }
    }

    /** Keeps text; leaves it unread until told otherwise. */
    private static final class Reader implements ConnectionHandler {
        private final StringBuilder text = new StringBuilder();
        private boolean takes;
        private int calls;
        private @Nullable Connection connection;

        @Override
        public void opened(Connection opened) {
            connection = opened;
        }

        @Override
        public void bytes(Connection from, ByteBuffer bytes) {
            calls++;
            if (takes) {
                text.append(StandardCharsets.ISO_8859_1.decode(bytes));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"io_uring, epoll", "epoll, io_uring", "io_uring, poll", "io_uring, io_uring"})
    void aConnectionGoesOnWithTheBytesItHadBuffered(String from, String to) throws Exception {
        try (Loop first = new Loop(from);
                Loop second = new Loop(to)) {
            Reader before = new Reader();
            Listener listener = first.runtime().listen(Tcp.at("127.0.0.1", 0), peer -> before);
            try (Socket peer = new Socket(HERE, listener.port())) {
                peer.getOutputStream().write("left unread, ".getBytes(StandardCharsets.UTF_8));
                first.until(() -> before.calls > 0);
                List<Handover> handovers = new ArrayList<>();
                Connection connection = before.connection;
                assertThat(connection).isNotNull();
                connection.send("from the first, ");
                connection.handOver(handovers::add);
                first.until(() -> !handovers.isEmpty());
                peer.getOutputStream().write("then sent".getBytes(StandardCharsets.UTF_8));
                Reader after = new Reader();
                after.takes = true;
                Connection adopted = second.runtime().adopt(handovers.getFirst(), after);
                adopted.send("from the second");
                second.until(() -> after.text.toString().equals("left unread, then sent"));
                byte[] answer = peer.getInputStream().readNBytes(31);
                assertThat(new String(answer, StandardCharsets.UTF_8))
                        .isEqualTo("from the first, from the second");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"io_uring, epoll", "epoll, io_uring"})
    void aListenerUnderLoadLosesNobody(String from, String to) throws Exception {
        int count = 20;
        try (Loop first = new Loop(from);
                Loop second = new Loop(to)) {
            int[] accepted = {0, 0};
            Listener listener =
                    first.runtime()
                            .listen(
                                    Tcp.at("127.0.0.1", 0),
                                    peer -> {
                                        accepted[0]++;
                                        return new Reader();
                                    });
            List<Socket> peers = new ArrayList<>();
            List<Handover> handovers = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    peers.add(new Socket(HERE, listener.port()));
                    if (i == count / 2) {
                        first.driven.runOnce(Duration.ZERO);
                        listener.handOver(handovers::add);
                    }
                }
                first.until(() -> !handovers.isEmpty());
                second.runtime()
                        .adoptListener(
                                handovers.getFirst(),
                                peer -> {
                                    accepted[1]++;
                                    return new Reader();
                                });
                second.until(() -> accepted[0] + accepted[1] == count);
                assertThat(accepted[1]).isPositive();
            } finally {
                for (Socket peer : peers) {
                    peer.close();
                }
            }
        }
    }
}
