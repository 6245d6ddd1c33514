package dev.ioreactor.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.Shutdown;
import dev.ioreactor.net.Options;
import dev.ioreactor.net.UnixAddress;
import dev.ioreactor.time.Clock;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NioEngineTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long SECOND = 1_000_000_000L;
    private static final int RECEIVE_BUFFER_BYTES = 512;

    private final List<String> log = new ArrayList<>();
    private final List<Handle> accepted = new ArrayList<>();
    private final CompletionSink sink =
            (operation, result, more) -> operation.owner().completed(operation, result, more);
    private final Completable logging =
            (operation, result, more) ->
                    log.add(
                            operation.getClass().getSimpleName()
                                    + " "
                                    + result
                                    + (more ? "+" : ""));
    private NioEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = new NioEngine(new EngineConfig(Clock.monotonic(), 100, RECEIVE_BUFFER_BYTES));
    }

    @AfterEach
    void close() {
        engine.close();
        accepted.forEach(Handle::close);
    }

    @Test
    void timeoutIsRoundedUpAndNoTimeoutIsNone() {
        assertThat(NioEngine.toMillis(1)).isEqualTo(1);
        assertThat(NioEngine.toMillis(1_000_000)).isEqualTo(1);
        assertThat(NioEngine.toMillis(1_000_001)).isEqualTo(2);
        assertThat(NioEngine.toMillis(Long.MAX_VALUE - 1)).isPositive();
        assertThat(NioEngine.toMillis(Long.MAX_VALUE)).isZero();
    }

    @Test
    void wakeOutlastsTheSelectThatLetsAChannelGo() throws IOException {
        Pipe pipe = Pipe.open();
        try (var _ = pipe.source();
                var _ = pipe.sink()) {
            Handle source = watch(pipe);
            engine.wake();
            release(source);
            long before = System.nanoTime();
            engine.poll(20 * SECOND, sink);
            assertThat(System.nanoTime() - before).isLessThan(10 * SECOND);
        }
    }

    @Test
    void wakesThatAreNotAwaitedEndOnePollOnly() {
        for (int i = 0; i < 100; i++) {
            engine.wake();
        }
        engine.poll(20 * SECOND, sink);
        long before = System.nanoTime();
        engine.poll(SECOND / 20, sink);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SECOND / 20);
    }

    @Test
    void interruptNeitherEndsAWaitNorClosesAChannel() throws IOException {
        Pipe pipe = Pipe.open();
        try (var _ = pipe.source();
                var _ = pipe.sink()) {
            Handle source = engine.sockets().borrow(pipe.source());
            engine.submit(new Receive(source, logging));
            Thread.currentThread().interrupt();
            long before = System.nanoTime();
            engine.poll(SECOND / 20, sink);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SECOND / 20);
            pipe.sink().write(ByteBuffer.allocate(3));
            Thread.currentThread().interrupt();
            pollUntil(() -> !log.isEmpty());
            assertThat(log).containsExactly("Receive 3+");
        }
    }

    @Test
    void releasedChannelCanBlockAndGoToAnotherSelectorAtOnce() throws IOException {
        Pipe pipe = Pipe.open();
        try (var _ = pipe.source();
                var _ = pipe.sink();
                Selector other = Selector.open()) {
            Handle source = watch(pipe);
            release(source);
            assertThat(pipe.source().isRegistered()).isFalse();
            pipe.source().configureBlocking(true);
            pipe.source().configureBlocking(false);
            pipe.source().register(other, SelectionKey.OP_READ);
            assertThat(source.isOpen()).isTrue();
        }
    }

    @Test
    void releasedConnectionReadsAndWritesBlockingAndCanComeBack() throws IOException {
        Handle listener = engine.sockets().listen(ANY_PORT, 16, Map.of());
        Handle client = connect(listener);
        Handle server = accepted.getFirst();
        Receive receive = new Receive(server, logging);
        engine.submit(receive);
        engine.poll(0, sink);
        engine.cancel(receive);
        engine.flush(sink);
        release(server);
        release(client);
        client.writeBlocking(ByteBuffer.wrap(new byte[] {7, 8}));
        assertThat(server.readBlocking(ByteBuffer.allocate(4))).isEqualTo(2);
        log.clear();
        engine.submit(receive);
        client.writeBlocking(ByteBuffer.wrap(new byte[] {9}));
        pollUntil(() -> log.size() == 1);
        client.close();
        pollUntil(() -> log.size() == 2);
        assertThat(log).containsExactly("Receive 1+", "Receive 0");
        closeAll(listener);
    }

    @Test
    void longSendIsGatheredAndLeavesItsChunksAppendable() throws IOException {
        Handle listener = engine.sockets().listen(ANY_PORT, 16, Map.of());
        Handle client = connect(listener);
        Chunk first = chunk(10);
        Chunk last = first;
        for (int i = 1; i < 100; i++) {
            last.next = chunk(10);
            last = last.next;
        }
        int[] sent = new int[1];
        Send send = new Send(client, (operation, result, more) -> sent[0] = result);
        send.of(first, 995);
        engine.submit(send);
        pollUntil(() -> sent[0] != 0);
        assertThat(sent[0]).isEqualTo(640);
        first.append(ByteBuffer.wrap(new byte[6]));
        assertThat(first.readableBytes()).isEqualTo(16);
        send.of(chunk(16), 5);
        sent[0] = 0;
        engine.submit(send);
        pollUntil(() -> sent[0] != 0);
        assertThat(sent[0]).isEqualTo(5);
        closeAll(listener, client);
    }

    @Test
    void sendAfterTheShutdownOfItsDirectionIsABrokenPipe() throws IOException {
        Handle listener = engine.sockets().listen(ANY_PORT, 16, Map.of());
        Handle client = connect(listener);
        Send send = new Send(client, logging);
        send.of(chunk(1), 1);
        engine.submit(new Shutdown(client, logging));
        engine.submit(send);
        engine.flush(sink);
        assertThat(log).containsExactly("Shutdown 0", "Send -" + Errno.EPIPE);
        closeAll(listener, client);
    }

    @Test
    void datagramLongerThanTheBufferIsFlagged() throws IOException {
        Handle handle =
                engine.sockets().datagram(StandardProtocolFamily.INET, ANY_PORT, null, Map.of());
        ReceiveFrom receive =
                new ReceiveFrom(
                        handle,
                        (operation, result, more) -> {
                            if (more) {
                                ReceiveFrom got = (ReceiveFrom) operation;
                                log.add(result + " " + got.truncated());
                                assertThat(got.data().remaining()).isEqualTo(result);
                            }
                        });
        engine.submit(receive);
        SocketAddress target = handle.localAddress();
        assertThat(target).isNotNull();
        try (DatagramChannel peer = DatagramChannel.open(StandardProtocolFamily.INET)) {
            peer.send(ByteBuffer.allocate(RECEIVE_BUFFER_BYTES + 88), target);
            peer.send(ByteBuffer.allocate(RECEIVE_BUFFER_BYTES), target);
            peer.send(ByteBuffer.allocate(0), target);
            pollUntil(() -> log.size() == 3);
        }
        assertThat(log).containsExactly("512 true", "512 false", "0 false");
        closeAll(handle);
    }

    @Test
    void listenerPassesOnTheOptionsOfItsConnections() throws IOException {
        Handle listener =
                engine.sockets()
                        .listen(
                                ANY_PORT,
                                16,
                                Map.of(
                                        StandardSocketOptions.TCP_NODELAY,
                                        true,
                                        Options.KEEP_INTERVAL,
                                        7,
                                        Options.DEFER_ACCEPT,
                                        1));
        Handle client = connect(listener);
        Handle server = accepted.getFirst();
        assertThat(server.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
        assertThat(server.getOption(Options.KEEP_INTERVAL)).isEqualTo(7);
        closeAll(listener, client);
    }

    @Test
    void optionThatNoChannelHasIsRefusedByName() {
        assertThatThrownBy(
                        () -> engine.sockets().listen(ANY_PORT, 1, Map.of(Options.USER_TIMEOUT, 1)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("TCP_USER_TIMEOUT");
    }

    @Test
    void addressInUseIsNamed() throws IOException {
        Handle listener = engine.sockets().listen(ANY_PORT, 1, Map.of());
        SocketAddress taken = listener.localAddress();
        assertThat(taken).isNotNull();
        assertThatThrownBy(() -> engine.sockets().listen(taken, 1, Map.of()))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(taken.toString());
        closeAll(listener);
    }

    @Test
    void unixStreamHasUnixAddresses(@TempDir Path folder) throws IOException {
        UnixAddress address = UnixAddress.ofPath(folder.resolve("s").toString());
        Handle listener = engine.sockets().listen(address, 16, Map.of());
        Handle client = connect(listener);
        assertThat(listener.localAddress()).isEqualTo(address);
        assertThat(client.remoteAddress()).isEqualTo(address);
        assertThat(accepted.getFirst().remoteAddress()).isEqualTo(UnixAddress.ofPath(""));
        closeAll(listener, client);
    }

    @Test
    void whatNeedsDescriptorsIsRefusedWithWhatWouldDo() {
        UnixAddress name = UnixAddress.ofAbstract("x");
        assertThatThrownBy(() -> engine.sockets().listen(name, 1, Map.of()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("epoll");
        assertThatThrownBy(() -> engine.sockets().stream(name, null, Map.of()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("epoll");
        assertThatThrownBy(() -> engine.sockets().borrow(0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("channel");
    }

    @Test
    void borrowedChannelStaysOpenHoweverItsHandleIsClosed() throws IOException {
        Pipe pipe = Pipe.open();
        try (var _ = pipe.source();
                var _ = pipe.sink()) {
            Handle source = watch(pipe);
            Close close = new Close(source, logging);
            close.of(Close.Mode.CLOSE);
            engine.submit(close);
            engine.flush(sink);
            assertThat(pipe.source().isOpen()).isTrue();
            source.close();
            assertThat(pipe.source().isOpen()).isTrue();
        }
    }

    @Test
    void connectionClosedIsClosedForThePeerInTheSamePoll() throws IOException {
        Handle listener = engine.sockets().listen(ANY_PORT, 16, Map.of());
        SocketAddress address = listener.localAddress();
        assertThat(address).isNotNull();
        try (SocketChannel peer = SocketChannel.open(address)) {
            engine.submit(accept(listener));
            pollUntil(() -> !accepted.isEmpty());
            engine.submit(new Receive(accepted.getFirst(), logging));
            engine.poll(0, sink);
            Close abort = new Close(accepted.getFirst(), logging);
            abort.of(Close.Mode.ABORT);
            engine.submit(abort);
            engine.poll(0, sink);
            assertThatThrownBy(() -> peer.read(ByteBuffer.allocate(1)))
                    .hasMessageContaining("reset");
        }
        closeAll(listener);
    }

    @Test
    void itIsFoundByItsNameAndIsAlwaysUsable() throws IOException {
        assertThat(Engines.named("nio").availability().usable()).isTrue();
        Engines.named("nio").open(EngineConfig.defaults()).close();
    }

    private Accept accept(Handle listener) {
        return new Accept(
                listener,
                (operation, result, more) -> {
                    if (more) {
                        accepted.add(((Accept) operation).takeAccepted());
                    }
                });
    }

    /** Connects a new handle; the other end is then the last of {@link #accepted}. */
    private Handle connect(Handle listener) throws IOException {
        SocketAddress address = listener.localAddress();
        assertThat(address).isNotNull();
        Handle client = engine.sockets().stream(address, null, Map.of());
        List<Integer> connected = new ArrayList<>();
        engine.submit(accept(listener));
        engine.submit(
                new Connect(client, address, (operation, result, more) -> connected.add(result)));
        pollUntil(() -> !connected.isEmpty() && !accepted.isEmpty());
        assertThat(connected).containsExactly(0);
        return client;
    }

    /** Registers the source of an empty pipe. */
    private Handle watch(Pipe pipe) throws IOException {
        Handle source = engine.sockets().borrow(pipe.source());
        Ready ready = new Ready(source, logging);
        ready.of(Ready.READ, true);
        engine.submit(ready);
        engine.poll(0, sink);
        return source;
    }

    private void release(Handle handle) {
        Close close = new Close(handle, logging);
        close.of(Close.Mode.RELEASE);
        engine.submit(close);
        engine.flush(sink);
    }

    private void closeAll(Handle... handles) {
        for (Handle handle : handles) {
            engine.submit(new Close(handle, logging));
        }
        engine.poll(0, sink);
    }

    private Chunk chunk(int readableBytes) {
        Chunk chunk = engine.memory().allocate(16);
        chunk.end = readableBytes;
        return chunk;
    }

    private void pollUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10 * SECOND;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("too late, so far %s", log).isNegative();
            engine.poll(SECOND / 10, sink);
        }
    }
}
