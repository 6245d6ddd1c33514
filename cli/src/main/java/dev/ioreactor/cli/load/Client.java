package dev.ioreactor.cli.load;

import dev.ioreactor.Reactor;
import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.ReactorStoppedException;
import dev.ioreactor.service.Tcp;
import java.time.Duration;
import java.util.List;

/** The client's reactor with its {@link Load}. Closing it resets what is still open. */
final class Client implements AutoCloseable {
    /** Timers, the waker, and room to spare. */
    private static final int OTHER_RESOURCES = 8;

    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(30);

    private final Load load;
    private final Reactor<Load.Command> reactor;

    private Client(Load load, Reactor<Load.Command> reactor) {
        this.load = load;
        this.reactor = reactor;
    }

    static Client start(EngineProvider engine, Plan plan, List<Tcp> endpoints) throws Failure {
        Load load = new Load(plan, endpoints);
        ReactorOptions options =
                ReactorOptions.defaults()
                        .engine(engine)
                        .name("client")
                        .limits(
                                Limits.defaults()
                                        .openResources(plan.connections() + OTHER_RESOURCES)
                                        .connectDeadline(CONNECT_DEADLINE));
        try {
            return new Client(load, Reactor.start(options, load));
        } catch (Exception e) {
            throw new Failure("the client did not start: " + e.getMessage(), e);
        }
    }

    Load load() {
        return load;
    }

    boolean isRunning() {
        return reactor.controller().isRunning();
    }

    /** Tells the load; a client that has stopped is noticed by {@link #isRunning}. */
    void tell(Load.Command command) {
        try {
            boolean accepted = reactor.controller().send(command);
            assert accepted : "three commands do not fill a mailbox";
        } catch (ReactorStoppedException e) {
            assert !isRunning();
        }
    }

    @Override
    public void close() throws Failure {
        reactor.controller().abort();
        try {
            reactor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new Failure("the client failed: " + e.getMessage(), e);
        }
    }
}
