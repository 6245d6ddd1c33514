package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runtime on an engine {@code io_uring} whose entries can be made to fail, driven by the test's
 * own thread, as are the peers. It echoes; one peer, the bystander, must never notice anything.
 */
final class InjectedReactor implements AutoCloseable, Service<Void> {
    /** A short buffer: a stream of some KiB takes several receives, and each can fail. */
    static final int RECEIVE_BYTES = 512;

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final Duration LOOK = Duration.ofMillis(1);

    /** What one echoing connection was told. */
    static final class Echo implements ConnectionHandler {
        final List<String> events = new ArrayList<>();
        @Nullable Connection connection;
        @Nullable CloseReason reason;
        long unsentBytes;

        @Override
        public void opened(Connection opened) {
            connection = opened;
            events.add("opened");
        }

        @Override
        public void bytes(Connection from, ByteBuffer bytes) {
            from.send(bytes);
        }

        @Override
        public void closed(Connection from, CloseReason why) {
            unsentBytes = from.unsentBytes();
            reason = why;
            events.add("closed");
        }
    }

    /** A plain socket at the other end. */
    static final class Peer implements Closeable {
        private final SocketChannel channel;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean ended;

        Peer(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.configureBlocking(false);
        }

        /** Sends what fits at once, which must be all. */
        void send(byte[] bytes) {
            try {
                assertThat(channel.write(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
            } catch (IOException e) {
                ended = true; // the reactor has reset it
            }
        }

        /** All that has arrived so far. */
        byte[] received() {
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            try {
                int count = ended ? -1 : channel.read(buffer);
                for (; count > 0; count = channel.read(buffer.clear())) {
                    received.write(buffer.array(), 0, count);
                }
                ended |= count < 0;
            } catch (IOException e) {
                ended = true;
            }
            return received.toByteArray();
        }

        boolean hasEnded() {
            received();
            return ended;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record Injecting(NopInjector injector) implements EngineProvider {
        @Override
        public String name() {
            return "io_uring";
        }

        @Override
        public int preference() {
            return 0;
        }

        @Override
        public String rationale() {
            return "for tests";
        }

        @Override
        public Availability availability() {
            return Availability.yes("for tests");
        }

        @Override
        public Engine open(EngineConfig config) throws IOException {
            UringEngine engine = UringEngine.open(config);
            engine.ring().inspect(injector);
            return engine;
        }
    }

    final NopInjector injector = new NopInjector();
    final DrivenRuntime<Void> driven;
    final List<Throwable> failures = new ArrayList<>();
    final List<Echo> accepted = new ArrayList<>();
    final List<CloseReason> listenerReasons = new ArrayList<>();
    final Listener listener;
    private final List<Closeable> owned = new ArrayList<>();
    private final Peer bystander;
    private int said;
    private @Nullable ReactorRuntime view;

    InjectedReactor() throws Exception {
        Limits limits =
                Limits.defaults()
                        .receiveBufferBytes(RECEIVE_BYTES)
                        .drainLinger(Duration.ofMillis(50));
        driven =
                DrivenRuntime.open(
                        ReactorOptions.defaults()
                                .engine(new Injecting(injector))
                                .limits(limits)
                                .checked(true),
                        this);
        driven.start();
        listener = listen();
        bystander = connect();
        expectBystanderUnharmed();
    }

    Listener listen() throws IOException {
        return runtime()
                .listen(
                        Tcp.at("127.0.0.1", 0),
                        new dev.ioreactor.service.Acceptor() {
                            @Override
                            public ConnectionHandler accept(Connection peer) {
                                Echo echo = new Echo();
                                accepted.add(echo);
                                return echo;
                            }

                            @Override
                            public void closed(Listener closed, CloseReason reason) {
                                listenerReasons.add(reason);
                            }
                        });
    }

    @Override
    public void started(ReactorRuntime runtime) {
        view = runtime;
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        failures.add(cause);
    }

    ReactorRuntime runtime() {
        assertThat(view).isNotNull();
        return view;
    }

    <T extends Closeable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    /** A peer in the listener's backlog. */
    Peer connect() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        return own(new Peer(SocketChannel.open(new InetSocketAddress(here, listener.port()))));
    }

    /** A peer whose connection is open, and what that is told. */
    Peer connected() throws IOException {
        int before = accepted.size();
        Peer peer = connect();
        until("accepted", () -> accepted.size() > before);
        return peer;
    }

    Echo lastAccepted() {
        return accepted.getLast();
    }

    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).as("time left for " + what).isPositive();
            runOnce(LOOK);
        }
    }

    void cycles(int count) {
        for (int i = 0; i < count; i++) {
            runOnce(Duration.ZERO);
        }
    }

    private void runOnce(Duration timeout) {
        try {
            driven.runOnce(timeout);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void expectBystanderUnharmed() {
        said++;
        bystander.send("b".getBytes(StandardCharsets.UTF_8));
        until("the bystander's echo", () -> bystander.received().length == said);
        assertThat(accepted.getFirst().events).containsExactly("opened");
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() throws IOException {
        driven.close();
        for (Closeable each : owned) {
            each.close();
        }
        assertThat(failures).isEmpty();
        for (Echo echo : accepted) {
            assertThat(echo.events).containsExactly("opened", "closed");
        }
    }
}
