package dev.ioreactor.unix.faults;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process whose system calls are made to fail: a reactor that echoes and has a timer.
 *
 * <pre>
 *   in   sample T                     what it has counted by now, with ticket T
 *        (end)                        stop
 *   out  ready PORT TID               it listens there; the reactor is that thread of the kernel's
 *        closed ID PORT REASON        a connection was closed; PORT is the peer's
 *        sample T CYCLES EVENTS FIRED the answer; EVENTS is all that a cycle may have been for
 *        died MESSAGE                 the loop did not survive
 * </pre>
 *
 * <p>The reactor's thread writes nothing itself: its calls are counted.
 */
final class FaultServer {
    /** A second argument. */
    static final String WITHOUT_TIMER = "without-timer";

    private static final Duration TIMER_PERIOD = Duration.ofMillis(10);
    private static final Duration LINGER = Duration.ofMillis(50);

    /** Parts are copied, and so gathered where one chunk is not enough; more is not copied. */
    private static final int GATHERED_BYTES = 32 << 10;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private volatile long fired;

    private FaultServer() {}

    public static void main(String[] arguments) throws Exception {
        boolean timer = arguments.length == 1 || !arguments[1].equals(WITHOUT_TIMER);
        new FaultServer().serve(arguments[0], timer);
    }

    private void serve(String engine, boolean timer) throws Exception {
        ReactorOptions options =
                ReactorOptions.defaults()
                        .engine(Engines.named(engine))
                        .limits(Limits.defaults().drainLinger(LINGER));
        Thread writer = Thread.ofPlatform().daemon().start(this::write);
        try (Reactor<Void> reactor = Reactor.start(options, r -> started(r, timer))) {
            Thread.ofPlatform().daemon().start(() -> endWith(reactor));
            obey(reactor);
        }
        lines.add("");
        writer.join();
    }

    private void started(ReactorRuntime runtime, boolean timer) throws IOException {
        int port = runtime.listen(Tcp.at("127.0.0.1", 0), peer -> new Echo()).port();
        if (timer) {
            runtime.every(TIMER_PERIOD, this::fire);
        }
        lines.add("ready " + port + " " + Threads.getTid(new CallState()));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    private void fire() {
        fired++;
    }

    private void obey(Reactor<Void> reactor) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var counted = reactor.controller().counters();
            long events = counted.completions() + counted.timers() + counted.wakes();
            lines.add(line + " " + counted.cycles() + " " + events + " " + fired);
        }
    }

    private void write() {
        try {
            for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
                System.out.println(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endWith(Reactor<?> reactor) {
        try {
            reactor.join();
        } catch (Exception e) {
            lines.add("died " + e.getCause());
        }
    }

    /** One per connection, since a closed one does not know its peer any more. */
    private final class Echo implements ConnectionHandler {
        private int peer;

        @Override
        public void opened(Connection connection) {
            peer = ((InetSocketAddress) connection.remoteAddress()).getPort();
        }

        @Override
        public void bytes(Connection connection, ByteBuffer bytes) {
            if (bytes.remaining() <= GATHERED_BYTES) {
                connection.send(new ByteBuffer[] {bytes});
            } else {
                connection.send(bytes);
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            lines.add("closed " + connection.id() + " " + peer + " " + reason);
        }
    }
}
