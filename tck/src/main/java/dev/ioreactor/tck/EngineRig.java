package dev.ioreactor.tck;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Accept;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Connect;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.ReceiveFrom;
import dev.ioreactor.engine.Send;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * An engine at work, and the judge of its completions: whatever a test is about, each completion is
 * checked against the laws that hold for all.
 */
final class EngineRig implements AutoCloseable {
    private static final long LOOK_NANOS = 2_000_000;
    private static final long WAITS_NANOS = 100_000_000;

    final Engine engine;
    final EngineUnderTest facts;
    private final Set<Operation> outstanding = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Handle> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Handle> handles = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private final List<Probe> acceptors = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private boolean inEngine;
    private boolean inSink;
    private boolean engineClosed;

    EngineRig(EngineUnderTest facts) {
        this(facts, EngineConfig.defaults());
    }

    EngineRig(EngineUnderTest facts, EngineConfig config) {
        this.facts = facts;
        engine = facts.open(config);
    }

    // What a test does to the engine.

    void submit(Operation operation) {
        engine.submit(operation);
        assertAlone(outstanding.add(operation), "submitted twice without a complaint", operation);
    }

    void cancel(Operation operation) {
        engine.cancel(operation);
    }

    int poll(long timeoutNanos) {
        inEngine = true;
        int delivered = engine.poll(timeoutNanos, this::judge);
        inEngine = false;
        return delivered;
    }

    int flush() {
        inEngine = true;
        int delivered = engine.flush(this::judge);
        inEngine = false;
        return delivered;
    }

    /** Polls until {@code condition} holds. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() <= 0) {
                throw new AssertionError("polled " + Await.PATIENCE + " in vain: " + what);
            }
            poll(LOOK_NANOS);
        }
    }

    /** Polls until the operation of {@code probe} has ended; its last result. */
    int result(Probe probe) {
        until("a final completion", probe::hasEnded);
        return probe.last;
    }

    /** Polls for so long and fails if anything completes. */
    void expectNothing(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            int delivered = poll(left);
            if (delivered != 0) {
                throw new AssertionError(delivered + " completions where none was due");
            }
        }
    }

    // What a test works with; closed with the rig.

    <T extends Handle> T own(T handle) {
        handles.add(handle);
        return handle;
    }

    <T extends AutoCloseable> T own(T other) {
        others.add(other);
        return other;
    }

    Handle listen(Transport transport) {
        return listen(transport.anyAddress(), 1_024);
    }

    Handle listen(SocketAddress address, int backlog) {
        try {
            return own(engine.sockets().listen(address, backlog, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Handle stream(SocketAddress remote) {
        try {
            return own(engine.sockets().stream(remote, null, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SocketAddress address(Handle handle) {
        SocketAddress address = handle.localAddress();
        if (address == null) {
            throw new AssertionError("no local address: " + handle);
        }
        return address;
    }

    /** A connected handle of the engine and its peer. */
    Pair connected(Transport transport) {
        try (ServerSocketChannel server = transport.openServer(1)) {
            return connected(transport, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many connected handles, all of one server. */
    List<Pair> connected(Transport transport, int count) {
        List<Pair> pairs = new ArrayList<>();
        try (ServerSocketChannel server = transport.openServer(128)) {
            for (int i = 0; i < count; i++) {
                pairs.add(connected(transport, server));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pairs;
    }

    private Pair connected(Transport transport, ServerSocketChannel server) throws IOException {
        Handle handle = stream(transport.addressOf(server));
        Probe probe = new Probe();
        submit(new Connect(handle, transport.addressOf(server), probe));
        int result = result(probe);
        if (result != 0) {
            throw new AssertionError("connect: " + result);
        }
        return new Pair(handle, own(new Peer(server.accept())));
    }

    /** Both ends of a stream. */
    record Pair(Handle handle, Peer peer) {}

    Probe receive(Handle handle) {
        Probe probe = new Probe();
        submit(new Receive(handle, probe));
        return probe;
    }

    Probe accept(Handle handle) {
        Probe probe = new Probe();
        acceptors.add(probe);
        submit(new Accept(handle, probe));
        return probe;
    }

    /** A send that waits for room, and what had been sent before it. */
    record Waiting(Send send, Probe probe, long sentBytes) {}

    /** Sends until the kernel takes no more. */
    Waiting sendUntilItWaits(Handle handle) {
        Chunk chunk = chunk(8 << 20);
        chunk.end = chunk.buffer.capacity();
        long sent = 0;
        while (true) {
            Probe probe = new Probe();
            Send send = new Send(handle, probe);
            send.of(chunk, chunk.readableBytes());
            submit(send);
            long deadline = System.nanoTime() + WAITS_NANOS;
            while (!probe.hasEnded() && deadline - System.nanoTime() > 0) {
                poll(LOOK_NANOS);
            }
            if (!probe.hasEnded()) {
                return new Waiting(send, probe, sent);
            }
            if (probe.last <= 0) {
                throw new AssertionError("send: " + probe.last);
            }
            sent += probe.last;
        }
    }

    /** Closes a handle by the engine, and waits until it is. */
    void close(Handle handle, Close.Mode mode) {
        Probe probe = new Probe();
        Close close = new Close(handle, probe);
        close.of(mode);
        submit(close);
        int result = result(probe);
        if (result != 0) {
            throw new AssertionError("close: " + result);
        }
    }

    Chunk chunk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Chunk chunk = chunk(Math.max(1, bytes.length));
        chunk.append(bytes, 0, bytes.length);
        return chunk;
    }

    Chunk chunk(int capacityBytes) {
        Chunk chunk = engine.memory().allocate(capacityBytes);
        chunks.add(chunk);
        return chunk;
    }

    int outstanding() {
        return outstanding.size();
    }

    /** Closes the engine under whatever is in flight. */
    void closeEngine() {
        engineClosed = true;
        engine.close();
        freeChunks(); // not before: they are lent to what is in flight
    }

    @Override
    public void close() {
        try {
            if (!engineClosed) {
                cancelAll();
                closeEngine();
            }
        } finally {
            engine.close();
            acceptors.forEach(acceptor -> acceptor.accepted.forEach(Handle::close));
            handles.forEach(Handle::close);
            others.forEach(EngineRig::closeQuietly);
        }
    }

    /** Cancels whatever is in flight and waits until it has ended. */
    void cancelAll() {
        if (inEngine) {
            return; // A sink threw: the engine is in no state to be asked for anything.
        }
        outstanding.forEach(engine::cancel);
        until("the end of all that was cancelled", outstanding::isEmpty);
    }

    private void freeChunks() {
        chunks.forEach(engine.memory()::free);
        chunks.clear();
    }

    private static void closeQuietly(AutoCloseable other) {
        try {
            other.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // The judge.

    private void judge(Operation operation, int result, boolean more) {
        assertAlone(inEngine && !inSink, "delivered outside of poll and flush", operation);
        assertAlone(outstanding.contains(operation), "completed without need", operation);
        assertAlone(!gone.contains(operation.handle()), "completed after the close", operation);
        assertAlone(operation.inFlight() == more, "in flight, but should not be", operation);
        assertAlone(!more || isMultishot(operation), "more of a one-shot", operation);
        if (!more) {
            outstanding.remove(operation);
        }
        if (operation instanceof Close) {
            gone.add(operation.handle());
        }
        inSink = true;
        operation.owner().completed(operation, result, more);
        inSink = false;
    }

    private static boolean isMultishot(Operation operation) {
        return switch (operation) {
            case Accept a -> true;
            case Receive r -> true;
            case ReceiveFrom r -> true;
            case Ready ready -> ready.level();
            default -> false;
        };
    }

    private static void assertAlone(boolean holds, String violation, Operation operation) {
        if (!holds) {
            throw new AssertionError(violation + ": " + operation);
        }
    }
}
