package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Acceptor;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runtime that the test's own thread drives, cycle by cycle, with peers on the same thread: what
 * happens is then in the hands of the test. Its commands are pieces of code.
 */
final class TestReactor implements AutoCloseable, Service<Runnable> {
    private static final Duration LOOK = Duration.ofMillis(2);

    final DrivenRuntime<Runnable> driven;
    final List<Throwable> failures = new ArrayList<>();
    final List<String> lifecycle = new ArrayList<>();
    Runnable onTick = () -> {};
    Runnable onStopping = () -> {};

    private final List<AutoCloseable> owned = new ArrayList<>();
    private final List<Recorder> recorders = new ArrayList<>();
    private final List<Recorder> handedOver = new ArrayList<>();
    private @Nullable ReactorRuntime view;

    TestReactor(EngineUnderTest engine) {
        this(engine, Limits.defaults());
    }

    TestReactor(EngineUnderTest engine, Limits limits) {
        this(options(engine).limits(limits));
    }

    TestReactor(ReactorOptions options) {
        driven = DrivenRuntime.open(options, this);
        try {
            driven.start();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The options that the suite uses: the engine, and checked mode on. */
    static ReactorOptions options(EngineUnderTest engine) {
        return ReactorOptions.defaults().engine(engine.provider()).checked(true).name("tck");
    }

    // The service.

    @Override
    public void started(ReactorRuntime runtime) {
        view = runtime;
    }

    @Override
    public void command(Runnable command) {
        command.run();
    }

    @Override
    public void tick(long nowNanos) {
        onTick.run();
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        failures.add(cause);
    }

    @Override
    public void stopping() {
        lifecycle.add("stopping");
        onStopping.run();
    }

    @Override
    public void stopped() {
        lifecycle.add("stopped");
    }

    // Driving it.

    ReactorRuntime runtime() {
        ReactorRuntime runtime = view;
        if (runtime == null) {
            throw new AssertionError("not started");
        }
        return runtime;
    }

    Controller<Runnable> controller() {
        return driven.controller();
    }

    /** Runs cycles until {@code condition} holds. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() <= 0) {
                throw new AssertionError("ran " + Await.PATIENCE + " in vain: " + what + state());
            }
            runOnce(LOOK);
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (Recorder recorder : recorders) {
            state.append("; events ").append(shortened(recorder.events.toString()));
        }
        return state.append(failures.isEmpty() ? "" : "; failures " + failures).toString();
    }

    private static String shortened(String text) {
        return text.length() < 500 ? text : text.substring(0, 500) + "…";
    }

    /** Runs one cycle; whether it is still running. */
    boolean runOnce(Duration timeout) {
        try {
            return driven.runOnce(timeout);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Runs cycles that do not wait. */
    void cycles(int count) {
        for (int i = 0; i < count; i++) {
            runOnce(Duration.ZERO);
        }
    }

    /** Runs cycles for so long. */
    void runFor(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            runOnce(Duration.ofNanos(left));
        }
    }

    /** Runs cycles until exactly these have been written down. */
    void expectEvents(Recorder recorder, String... events) {
        until(
                String.join(", ", events),
                () ->
                        recorder.events.size() >= events.length
                                && recorder.events.equals(List.of(events)));
        assertThat(recorder.events).containsExactly(events);
    }

    /** Runs cycles for so long and fails if anything is written down. */
    void expectNoEvents(Recorder recorder, Duration time) {
        List<String> before = List.copyOf(recorder.events);
        int callsBefore = recorder.bytesCalls;
        runFor(time);
        assertThat(recorder.events).isEqualTo(before);
        assertThat(recorder.bytesCalls).isEqualTo(callsBefore);
    }

    /** The failures so far, which were meant to be. */
    List<Throwable> takeFailures() {
        List<Throwable> taken = List.copyOf(failures);
        failures.clear();
        return taken;
    }

    // What a test works with; closed with the reactor.

    <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    Recorder recorder() {
        Recorder recorder = new Recorder();
        recorders.add(recorder);
        return recorder;
    }

    Listener listen(Transport transport, Acceptor acceptor) {
        try {
            return runtime().listen(transport.anyEndpoint(), acceptor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SocketAddress address(Listener listener) {
        SocketAddress address = listener.localAddress();
        if (address == null) {
            throw new AssertionError("a listener without an address");
        }
        return address;
    }

    /** A peer that connects to a listener. */
    Peer connect(Transport transport, Listener listener) {
        return own(transport.connect(address(listener)));
    }

    /** A peer whose connection is handled by {@code handler}, opened. */
    Peer peerOf(Transport transport, ConnectionHandler handler) {
        boolean[] accepted = {false};
        Listener listener =
                listen(
                        transport,
                        connection -> {
                            accepted[0] = true;
                            return handler;
                        });
        Peer peer = connect(transport, listener);
        until("accepted", () -> accepted[0]);
        listener.close();
        cycles(2);
        return peer;
    }

    /** Begins to connect, as a user would. */
    Connection connectTo(Transport transport, SocketAddress address, ConnectionHandler handler) {
        try {
            return runtime().connect(transport.endpoint(address), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Aborts what is open, and fails if anything went against the laws that hold for all. */
    @Override
    public void close() {
        driven.close();
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        assertThat(failures).as("failures that were not expected").isEmpty();
        for (Recorder recorder : recorders) {
            assertThat(recorder.violations()).isEmpty();
            assertThat(recorder.closedCount)
                    .as("closed, after %s", recorder.events)
                    .isEqualTo(recorder.events.isEmpty() || handedOver.contains(recorder) ? 0 : 1);
        }
    }

    /** Says that a recorder's connection was handed over: it is told nothing more. */
    void isHandedOver(Recorder recorder) {
        handedOver.add(recorder);
    }
}
