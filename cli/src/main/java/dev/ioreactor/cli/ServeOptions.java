package dev.ioreactor.cli;

import dev.ioreactor.Reactor;
import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.StreamEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands that serve have in common: their options, and how they run and end. */
final class ServeOptions {
    private static final int MOST_CONNECTIONS = 10_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1:7007",
            description =
                    "Where: host:port, [v6]:port, :port for all interfaces, unix:/path, or"
                            + " unix:@name for an abstract name (default: ${DEFAULT-VALUE}).")
    private String listen = "";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = EngineChoice.BEST,
            description = "Engine by name, see doctor (default: ${DEFAULT-VALUE}).")
    private String engine = "";

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description =
                    "Connections open at a time; further ones wait until one ends (default: what"
                            + " the descriptor limit allows).")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "Close a connection on which nothing came or went for so long; 0 for never"
                            + " (default).")
    private long idleSeconds;

    /** Where to listen. */
    StreamEndpoint endpoint() throws Failure {
        if (idleSeconds < 0) {
            throw new Failure("--idle " + idleSeconds + " is less than 0");
        }
        return ListenAddress.idle(ListenAddress.parse(listen), Duration.ofSeconds(idleSeconds));
    }

    /**
     * Runs a service until a signal comes, then drains its connections.
     *
     * @param address where it listens, once started
     * @return the exit status
     * @throws Failure if it cannot listen
     */
    <C> int serve(Service<C> service, Supplier<@Nullable SocketAddress> address) throws Exception {
        EngineProvider provider = EngineChoice.named(engine);
        CountDownLatch ended = new CountDownLatch(1);
        try (Reactor<C> reactor = start(provider, service)) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                reactor.controller().stop();
                                awaitUninterruptibly(ended);
                            }));
            SocketAddress where = address.get();
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    spec.name()
                            + ": listening on "
                            + (where != null ? ListenAddress.text(where) : listen)
                            + ", engine "
                            + provider.name()
                            + ", Ctrl-C ends it");
            out.flush();
            reactor.join();
            return 0;
        } finally {
            ended.countDown();
        }
    }

    private <C> Reactor<C> start(EngineProvider provider, Service<C> service) throws Exception {
        ReactorOptions options =
                ReactorOptions.defaults().engine(provider).limits(limits()).name(spec.name());
        try {
            return Reactor.start(options, service);
        } catch (IOException | UnsupportedOperationException e) {
            throw new Failure("cannot listen on " + listen + ": " + e.getMessage(), e);
        }
    }

    private Limits limits() throws Failure {
        if (maxConnections == null) {
            return Limits.defaults();
        }
        if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
            throw new Failure(
                    "--max-connections "
                            + maxConnections
                            + " is not between 1 and "
                            + MOST_CONNECTIONS);
        }
        // The listener is a resource as well.
        return Limits.defaults().openResources(maxConnections + 1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
