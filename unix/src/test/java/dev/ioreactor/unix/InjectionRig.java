package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Completable;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Descriptors;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * An engine {@code io_uring} whose entries can be made to fail, and the judge of what comes of it:
 * every operation completes finally once, and nothing completes without need.
 *
 * <p>Beside what a test is about, a bystander: two ends of a stream that must carry bytes whatever
 * happens to the others.
 */
final class InjectionRig implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000;

    /** What was told about one operation. */
    static final class Told implements Completable {
        final List<Integer> results = new ArrayList<>();
        final List<Handle> accepted = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        int finals;
        int last;

        @Override
        public void completed(Operation operation, int result, boolean more) {
            results.add(result);
            last = result;
            finals += more ? 0 : 1;
            switch (operation) {
                case dev.ioreactor.engine.Accept accept when more && result == 0 ->
                        accepted.add(accept.takeAccepted());
                case Receive receive when more && result > 0 ->
                        text.append(StandardCharsets.ISO_8859_1.decode(receive.data().slice()));
                case dev.ioreactor.engine.ReceiveFrom receive when more && result >= 0 ->
                        text.append(StandardCharsets.ISO_8859_1.decode(receive.data().slice()));
                default -> {}
            }
        }

        boolean hasEnded() {
            return finals > 0;
        }
    }

    final UringEngine engine;
    final NopInjector injector;
    final CallState state = new CallState();
    private final Set<Operation> outstanding = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Closeable> owned = new ArrayList<>();
    private final Pair bystander;
    private final Told heard = new Told();
    private int said;

    /** A handle of the engine and the number of the descriptor at the other end. */
    record Pair(Handle handle, int peer) {}

    InjectionRig(UringConfig sizes) throws IOException {
        this(sizes, new NopInjector());
    }

    InjectionRig(UringConfig sizes, NopInjector injector) throws IOException {
        this.injector = injector;
        engine = UringEngine.open(EngineConfig.defaults(), sizes);
        engine.ring().inspect(injector);
        bystander = streams();
        submit(new Receive(bystander.handle(), heard));
    }

    void submit(Operation operation) {
        engine.submit(operation);
        assertThat(outstanding.add(operation)).as("submitted twice: %s", operation).isTrue();
    }

    int poll(long timeoutNanos) {
        return engine.poll(timeoutNanos, this::judge);
    }

    private void judge(Operation operation, int result, boolean more) {
        assertThat(outstanding).as("completed without need: %s", operation).contains(operation);
        assertThat(operation.inFlight()).as("in flight: %s", operation).isEqualTo(more);
        if (!more) {
            outstanding.remove(operation);
        }
        operation.owner().completed(operation, result, more);
    }

    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).as("time left for " + what).isPositive();
            poll(LOOK_NANOS);
        }
    }

    /** Submits an operation that completes once and returns how it ended. */
    int result(Operation operation, Told told) {
        submit(operation);
        until("the end of " + operation, told::hasEnded);
        return told.last;
    }

    /** Ends what completes more than once; whatever it ended with. */
    void end(Operation operation, Told told) {
        if (!told.hasEnded()) {
            engine.cancel(operation);
            until("the end of " + operation, told::hasEnded);
        }
    }

    /** Two ends of a Unix stream, one of them of the engine. */
    Pair streams() {
        return pair(SocketConstants.SOCK_STREAM);
    }

    /** Two ends of Unix datagram sockets, one of them of the engine. */
    Pair datagrams() {
        return pair(SocketConstants.SOCK_DGRAM);
    }

    private Pair pair(int type) {
        long fds = state.scratch();
        int flags = type | SocketConstants.SOCK_CLOEXEC;
        assertThat(Sockets.socketPair(state, SocketConstants.AF_UNIX, flags, 0, fds)).isZero();
        Handle handle = FdHandle.owned(Memory.getInt(fds), false);
        int peer = Memory.getInt(fds + Integer.BYTES);
        own(handle::close);
        own(() -> Descriptors.close(state, peer));
        return new Pair(handle, peer);
    }

    <T extends Closeable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    Chunk chunk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Chunk chunk = engine.memory().allocate(Math.max(16, bytes.length));
        chunk.append(bytes, 0, bytes.length);
        chunks.add(chunk);
        return chunk;
    }

    void freeChunks() {
        chunks.forEach(engine.memory()::free);
        chunks.clear();
    }

    /** Lets the peer send, without waiting. */
    void sendFrom(int peer, String text) {
        Chunk chunk = chunk(text);
        int flags = SocketConstants.MSG_DONTWAIT;
        int length = chunk.readableBytes();
        assertThat(Sockets.send(state, peer, chunk.address, length, flags)).isEqualTo(length);
    }

    /** What has arrived at the peer by now: empty if nothing has. */
    String receivedAt(int peer) {
        Chunk chunk = chunk(" ".repeat(4_096));
        int flags = SocketConstants.MSG_DONTWAIT;
        int count = Sockets.recv(state, peer, chunk.address, 4_096, flags);
        byte[] bytes = new byte[Math.max(0, count)];
        chunk.buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bystander receives and sends. */
    void expectBystanderUnharmed() {
        said++;
        sendFrom(bystander.peer(), "b");
        until("the bystander's byte", () -> heard.text.length() == said);
        Told told = new Told();
        Send send = new Send(bystander.handle(), told);
        send.of(chunk("y"), 1);
        assertThat(result(send, told)).isEqualTo(1);
        assertThat(receivedAt(bystander.peer())).isEqualTo("y");
        assertThat(heard.finals).isZero();
        freeChunks();
    }

    /** A wait without events takes its time, if nothing is left over. */
    void expectTimedWait() {
        long begun = System.nanoTime();
        assertThat(poll(5_000_000)).isZero();
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(5_000_000);
    }

    /** No operation but the bystander's is in flight any more, for the engine as for its user. */
    void expectNothingInFlight(Handle handle) {
        assertThat(outstanding).hasSize(1);
        RingPlace place = ((FdHandle) handle).ringPlace;
        assertThat(place == null ? 0 : place.inFlight()).as("in flight on %s", handle).isZero();
    }

    /** Closes a handle by the engine. */
    void close(Handle handle) {
        Told told = new Told();
        assertThat(result(new Close(handle, told), told)).isZero();
    }

    @Override
    public void close() throws IOException {
        engine.close();
        freeChunks();
        for (Closeable each : owned) {
            each.close();
        }
    }
}
