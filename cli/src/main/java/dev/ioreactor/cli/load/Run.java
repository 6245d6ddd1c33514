package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.cli.host.Host;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.service.Tcp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run against one engine, from the server's start to its end.
 *
 * <pre>
 *   start ─▶ rehearse ─▶ connect ─▶ idle ─▶ send ─▶ rest ─▶ close ─▶ end
 * </pre>
 *
 * <p>Used once, by one thread. A run that is interrupted, or in which nothing happens any more,
 * goes on with closing, so that what was measured until then is told and nothing stays.
 */
public final class Run {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration STALLED = Duration.ofSeconds(15);
    private static final Duration ANSWERED = Duration.ofSeconds(5);
    private static final Duration CLOSED_AFTER_INTERRUPT = Duration.ofSeconds(5);

    private static final int SETTLE_MILLIS = 20;

    private final String engine;
    private final EngineProvider clientEngine;
    private final Plan plan;
    private final Watcher watcher;
    private final Meter meter;

    private final List<Opened> opened = new ArrayList<>();
    private final Set<String> problems = new TreeSet<>();

    private Progress progress = Progress.NONE;
    private double connectSeconds = Double.NaN;

    /** Null until messages are sent. */
    private @Nullable Curve curve;

    /** A run on a server with this engine, loaded by a client with that one. */
    public Run(String engine, EngineProvider clientEngine, Plan plan, Watcher watcher) {
        this.engine = engine;
        this.clientEngine = clientEngine;
        this.plan = plan;
        this.watcher = watcher;
        meter = new Meter(plan);
    }

    /**
     * Runs it.
     *
     * @throws Failure if the server or the client could not be started, or failed
     */
    public Result run() throws Failure, InterruptedException {
        watcher.doing("starting the server");
        try (ServerProcess server = ServerProcess.start(engine, plan.connections())) {
            rehearse(server);
            if (!watcher.isInterrupted()) {
                measure(server);
            }
        }
        return result();
    }

    private void rehearse(ServerProcess server) throws Failure, InterruptedException {
        watcher.doing("warming up");
        Plan few = plan.rehearsal();
        try (Client client = Client.start(clientEngine, few, endpoints(server, few, 0))) {
            Load load = client.load();
            Phase phase = phase(server, client, () -> {});
            phase.until(load.allConnected::isDone, STALLED);
            client.tell(Load.Command.SEND);
            phase.pass(few.duration());
            client.tell(Load.Command.REST);
            phase.until(load.atRest::isDone, STALLED);
            client.tell(Load.Command.CLOSE);
            phase.until(load.allClosed::isDone, STALLED);
            problems.addAll(load.problems());
        }
        settle(server, 0);
    }

    private void measure(ServerProcess server) throws Failure, InterruptedException {
        watcher.doing("measuring its memory");
        meter.empty(server.collect());
        List<Tcp> endpoints = endpoints(server, plan, 1);
        Load load;
        try (Client client = Client.start(clientEngine, plan, endpoints)) {
            load = client.load();
            connect(server, client);
            int connected = load.progress().open();
            if (!watcher.isInterrupted() && connected > 0) {
                settle(server, connected);
                watcher.doing("measuring its memory");
                meter.full(server.collect(), connected);
                idle(server, client);
                send(server, client);
            }
            close(server, client);
        }
        progress = load.progress();
        problems.addAll(load.problems());
    }

    /** Where to connect to, from other addresses than other runs and other parts of this one. */
    private static List<Tcp> endpoints(ServerProcess server, Plan plan, int part) {
        int addresses =
                Host.isLinux() ? Sources.addresses(plan.connections(), Means.ephemeralPorts()) : 1;
        long run = ProcessHandle.current().pid() + server.port();
        return Sources.endpoints(server.port(), addresses, 2 * run + part);
    }

    private void connect(ServerProcess server, Client client) throws InterruptedException {
        long begin = System.nanoTime();
        Load load = client.load();
        Runnable tick =
                () -> {
                    double seconds = secondsSince(begin);
                    int connected = load.progress().connected();
                    if (opened.isEmpty() || opened.getLast().connections() != connected) {
                        opened.add(new Opened(seconds, connected));
                        watcher.connecting(load.progress(), plan.connections(), seconds);
                    }
                };
        phase(server, client, tick).until(load.allConnected::isDone, STALLED);
        connectSeconds = secondsSince(begin);
        tick.run();
    }

    private void idle(ServerProcess server, Client client) throws Failure, InterruptedException {
        watcher.doing("watching it idle");
        Sample from = server.sample();
        phase(server, client, () -> {}).pass(IDLE);
        meter.idle(from, server.sample());
    }

    private void send(ServerProcess server, Client client) throws Failure, InterruptedException {
        Load load = client.load();
        Curve sending = new Curve(server, load, plan, watcher);
        curve = sending;
        Phase phase = phase(server, client, sending::tick);
        client.tell(Load.Command.SEND);
        if (phase.pass(plan.warmUp())) {
            meter.warm(server.sample());
            sending.warm();
            if (phase.pass(plan.duration().minus(plan.warmUp()))) {
                phase.until(() -> load.progress().used() == load.progress().open(), STALLED);
            }
        }
        sending.end();
        if (server.isAlive()) {
            meter.sent(server.sample());
        }
        client.tell(Load.Command.REST);
        new Phase(server, client, () -> false, () -> {}).until(load.atRest::isDone, ANSWERED);
    }

    private void close(ServerProcess server, Client client) throws InterruptedException {
        watcher.doing("closing");
        Load load = client.load();
        client.tell(Load.Command.CLOSE);
        boolean isClosed =
                new Phase(server, client, () -> false, () -> {})
                        .until(
                                load.allClosed::isDone,
                                watcher.isInterrupted() ? CLOSED_AFTER_INTERRUPT : STALLED);
        if (!server.isAlive()) {
            problems.add("the server ended: " + server.lastWords());
        } else if (!isClosed) {
            problems.add(load.progress().open() + " connections did not close");
        } else if (!settle(server, 0)) {
            problems.add("the server has " + server.latest().open() + " connections left");
        }
        if (server.latest().failures() > 0) {
            problems.add("handlers of the server threw " + server.latest().failures() + " times");
        }
    }

    /** Waits until the server sees as many connections as the client does. */
    private boolean settle(ServerProcess server, int connections) throws InterruptedException {
        long begin = System.nanoTime();
        while (server.isAlive() && System.nanoTime() - begin < SETTLED.toNanos()) {
            if (server.latest().open() == connections) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        }
        return false;
    }

    private Phase phase(ServerProcess server, Client client, Runnable tick) {
        return new Phase(server, client, watcher::isInterrupted, tick);
    }

    private Result result() {
        return new Result(
                engine,
                clientEngine.name(),
                plan,
                progress,
                connectSeconds,
                curve == null ? Double.NaN : curve.seconds(),
                curve == null ? Double.NaN : curve.messagesPerSecond(),
                curve == null ? new Histogram(Load.LATENCY_DIGITS) : curve.latencies(),
                meter.figures(),
                opened,
                curve == null ? List.of() : curve.points(),
                problems,
                watcher.isInterrupted());
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
