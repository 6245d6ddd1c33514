package dev.ioreactor;

import dev.ioreactor.nio.NioEngineProvider;
import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runtime on the portable engine that the test's own thread drives, with blocking peers on the
 * same thread.
 */
public final class Loop implements Service<Runnable>, AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final Duration LOOK = Duration.ofMillis(2);

    public final DrivenRuntime<Runnable> driven;
    public final List<Throwable> failures = new ArrayList<>();

    private final List<SocketChannel> peers = new ArrayList<>();
    private @Nullable ReactorRuntime runtime;

    public Loop() throws Exception {
        this(options());
    }

    public Loop(ReactorOptions options) throws Exception {
        driven = DrivenRuntime.open(options, this);
        driven.start();
    }

    /** The portable engine, in checked mode. */
    public static ReactorOptions options() {
        return ReactorOptions.defaults().engine(new NioEngineProvider()).checked(true).name("loop");
    }

    @Override
    public void started(ReactorRuntime view) {
        runtime = view;
    }

    @Override
    public void command(Runnable command) {
        command.run();
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        failures.add(cause);
    }

    public ReactorRuntime runtime() {
        ReactorRuntime view = runtime;
        if (view == null) {
            throw new AssertionError("not started");
        }
        return view;
    }

    public Listener listen(Acceptor acceptor) throws IOException {
        return runtime().listen(Tcp.at("127.0.0.1", 0), acceptor);
    }

    /** A peer that connects to a listener. */
    public SocketChannel connect(Listener listener) throws IOException {
        SocketChannel peer =
                SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
        peers.add(peer);
        return peer;
    }

    /** A peer whose connection is handled by {@code handler}, opened. */
    public SocketChannel peerOf(ConnectionHandler handler) throws IOException {
        long before = driven.controller().counters().accepted();
        Listener listener = listen(connection -> handler);
        SocketChannel peer = connect(listener);
        until("accepted", () -> driven.controller().counters().accepted() > before);
        listener.close();
        cycle();
        return peer;
    }

    /** Lets a peer send, and runs until all of it has been received. */
    public void deliver(SocketChannel from, byte[] bytes) throws IOException {
        long due = driven.controller().counters().bytesReceived() + bytes.length;
        from.write(ByteBuffer.wrap(bytes));
        until("received", () -> driven.controller().counters().bytesReceived() >= due);
    }

    public void until(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new AssertionError("in vain: " + what + "; failures " + failures);
            }
            run(LOOK);
        }
    }

    /** One cycle that does not wait. */
    public void cycle() {
        run(Duration.ZERO);
    }

    private void run(Duration timeout) {
        try {
            driven.runOnce(timeout);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        driven.close();
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }
}
