package dev.ioreactor.cli.load;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Tcp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The server process: one reactor that echoes, told by lines on its standard input, answering by
 * lines on its standard output.
 *
 * <pre>
 *   in   sample T    what it knows of itself now, with ticket T
 *        collect T   the same after a garbage collection
 *        (end)       stop
 *   out  ready P     it listens on port P
 *        sample …    the answers, and one without a ticket several times a second
 *        failed …    why it could not start or go on
 * </pre>
 *
 * <p>It ends when its standard input does, so that it never outlives whoever started it.
 */
public final class ServerMain {
    static final String SAMPLE = "sample ";
    static final String COLLECT = "collect ";
    static final String READY = "ready ";
    static final String FAILED = "failed ";

    private static final int SAMPLE_MILLIS = 200;
    private static final int INTERRUPTED_SECONDS = 30;

    private ServerMain() {}

    /** Runs it: the name of the engine, and for how many connections there must be room. */
    public static void main(String[] arguments) {
        outliveInterrupts();
        int status = 0;
        try {
            serve(arguments[0], Integer.parseInt(arguments[1]));
        } catch (Exception e) {
            fail(e);
            status = 1;
        }
        // A thread that hangs must not keep the process.
        Runtime.getRuntime().halt(status);
    }

    private static void serve(String engine, int connections) throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        ReactorOptions options =
                ReactorOptions.defaults()
                        .engine(Engines.named(engine))
                        .limits(Limits.defaults().openResources(connections + 1))
                        .name("echo");
        try (Reactor<Void> reactor =
                        Reactor.start(options, runtime -> port.complete(echo(runtime)));
                var sampler = Executors.newSingleThreadScheduledExecutor()) {
            Probe probe = new Probe(reactor.controller(), reactor.thread().threadId());
            Thread.ofPlatform().daemon().start(() -> endWith(reactor));
            say(READY + port.join());
            var sampling =
                    sampler.scheduleAtFixedRate(
                            () -> say(probe.sample(0).line()),
                            SAMPLE_MILLIS,
                            SAMPLE_MILLIS,
                            TimeUnit.MILLISECONDS);
            obey(probe);
            sampling.cancel(false);
            reactor.controller().stop(Duration.ZERO);
            reactor.join();
        }
    }

    /** All that the server is; the rest of this class measures it. */
    private static int echo(ReactorRuntime runtime) throws IOException {
        return runtime.listen(
                        Tcp.at("127.0.0.1", 0),
                        peer -> (connection, bytes) -> connection.send(bytes))
                .port();
    }

    private static void obey(Probe probe) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(SAMPLE)) {
                say(probe.sample(Long.parseLong(line.substring(SAMPLE.length()))).line());
            } else if (line.startsWith(COLLECT)) {
                say(probe.collected(Long.parseLong(line.substring(COLLECT.length()))).line());
            } else {
                throw new IOException("not a command: " + line);
            }
        }
    }

    /** Ends the process with what kills its reactor. */
    private static void endWith(Reactor<?> reactor) {
        try {
            reactor.join();
        } catch (Exception e) {
            fail(e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void fail(Exception e) {
        String message = e.getMessage();
        say(FAILED + (message != null ? message.lines().findFirst().orElse("") : e.toString()));
    }

    private static synchronized void say(String line) {
        PrintStream out = System.out;
        out.println(line);
        out.flush();
    }

    /**
     * A terminal sends Ctrl-C to both processes. This one goes on until the other has seen what is
     * to be seen, and closes its input; a bound keeps it from staying for ever.
     */
    private static void outliveInterrupts() {
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                boolean ended = never.await(INTERRUPTED_SECONDS, TimeUnit.SECONDS);
                                assert !ended;
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }));
    }
}
