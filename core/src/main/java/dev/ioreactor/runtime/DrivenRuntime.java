package dev.ioreactor.runtime;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.resource.Tally;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Service;
import dev.ioreactor.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A runtime that its user drives, on a thread of their own: the cycle without a thread.
 *
 * <pre>
 *   NEW ── start, or the first run ──▶ STARTED ── stop was asked, all is closed ──▶ STOPPED
 *    └── close ─────────────────────────────────────────────────────────────────────▲
 * </pre>
 *
 * <p>The first thread that starts or runs it owns it; every other one gets a {@link
 * WrongThreadException}. {@link #controller} is the door for other threads.
 *
 * @param <C> the type of the service's commands
 */
public final class DrivenRuntime<C> implements AutoCloseable {
    private enum State {
        NEW,
        STARTED,
        STOPPED
    }

    private final ReactorOptions options;
    private final Service<C> service;
    private final Owner owner = new Owner();
    private final Tally tally = new Tally();
    private final StopRequest stopRequest = new StopRequest();
    private final EngineWake engineWake = new EngineWake();
    private final Waker waker = new Waker(engineWake);
    private final Activity activity;
    private final @Nullable Watchdog watchdog; // null without a threshold
    private final Mailbox<C> mailbox;
    private final MailboxController<C> controller;

    private State state = State.NEW;
    private boolean running; // inside a cycle
    private @Nullable RuntimeContext context; // null unless started
    private @Nullable Cycle<C> cycle; // null unless started
    private @Nullable Stop<C> stop; // null unless started

    private DrivenRuntime(ReactorOptions options, Service<C> service) {
        this.options = Objects.requireNonNull(options);
        this.service = Objects.requireNonNull(service);
        boolean watched = options.slowHandler().isPositive();
        activity = new Activity(watched);
        watchdog = watched ? watchdog(options) : null;
        mailbox = new Mailbox<>(options.limits().mailboxCommands());
        controller =
                new MailboxController<>(
                        mailbox, waker, stopRequest, engineWake, tally, options.limits(), watchdog);
    }

    /** Measures real time whatever the clock of the runtime is: real threads are blocked. */
    private Watchdog watchdog(ReactorOptions from) {
        return new Watchdog(activity, owner, from.tracer(), Clock.monotonic(), from.slowHandler());
    }

    /** Makes a runtime, which opens its engine when it is started. */
    public static <C> DrivenRuntime<C> open(ReactorOptions options, Service<C> service) {
        return new DrivenRuntime<>(options, service);
    }

    /** Thread-safe. The door for other threads; usable before the start and after the end. */
    public Controller<C> controller() {
        return controller;
    }

    /** Thread-safe. What it runs. */
    public Service<C> service() {
        return service;
    }

    /** Thread-safe. What it was made with. */
    public ReactorOptions options() {
        return options;
    }

    // ---- driving

    /**
     * Opens the engine and starts the service, on the calling thread, which owns the runtime from
     * now on. Does nothing if it was started before.
     *
     * @throws IOException if the engine cannot be opened
     * @throws Exception what {@link Service#started} throws; the runtime is stopped then
     */
    public void start() throws Exception {
        owner.claim();
        if (state != State.NEW) {
            return;
        }
        Engine engine = openEngine();
        RuntimeContext made =
                new RuntimeContext(engine, options, service, owner, tally, stopRequest, engineWake);
        context = made;
        stop = new Stop<>(made, service, stopRequest);
        Spinner spinner = new Spinner(TimeUnit.NANOSECONDS.convert(options.spin()));
        cycle = new Cycle<>(made, service, mailbox, waker, stop, activity, spinner, watchdog);
        engineWake.attach(engine);
        state = State.STARTED;
        if (watchdog != null) {
            watchdog.start(options.name());
        }
        try {
            activity.begin(service);
            service.started(made.view());
            activity.end();
        } catch (Throwable cause) {
            // Whoever starts it is told by the throw, and once is enough.
            end();
            throw cause;
        }
    }

    private Engine openEngine() throws IOException {
        EngineProvider provider = options.engine();
        if (provider == null) {
            provider = Engines.best();
        }
        Limits limits = options.limits();
        return provider.open(
                new EngineConfig(
                        options.clock(),
                        limits.completionsPerCycle(),
                        limits.receiveBufferBytes()));
    }

    /**
     * Runs until the runtime has stopped.
     *
     * @throws Exception what keeps it from starting
     */
    public void run() throws Exception {
        start();
        while (cycle(Long.MAX_VALUE)) {}
    }

    /**
     * Runs one cycle that waits for at most {@code timeout}.
     *
     * @return whether it is still running
     * @throws Exception what keeps it from starting
     */
    public boolean runOnce(Duration timeout) throws Exception {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout " + timeout);
        }
        start();
        return cycle(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Runs one cycle that does not wait.
     *
     * @return whether it is still running
     * @throws Exception what keeps it from starting
     */
    public boolean runNow() throws Exception {
        start();
        return cycle(0);
    }

    private boolean cycle(long limitNanos) {
        owner.require();
        if (running) {
            throw new IllegalStateException("called from inside a cycle of this runtime");
        }
        Cycle<C> pass = cycle;
        Stop<C> stopping = stop;
        if (state == State.STOPPED || pass == null || stopping == null) {
            return false;
        }
        running = true;
        try {
            pass.runOnce(limitNanos);
            if (stopping.isEmpty()) {
                end(pass);
            }
        } catch (Throwable cause) {
            die(cause);
            throw cause;
        } finally {
            running = false;
        }
        return state != State.STOPPED;
    }

    // ---- the end

    private void end(Cycle<C> pass) {
        mailbox.seal();
        pass.runLastCommands();
        tellStopped();
        release();
    }

    /** The engine has failed: reports it and ends. */
    private void die(Throwable cause) {
        RuntimeContext dying = context;
        if (dying != null && state != State.STOPPED) {
            dying.failed(null, cause);
            end();
        }
    }

    /** Ends without the engine: closes what is open and tells who was using it. */
    private void end() {
        RuntimeContext dying = context;
        if (dying == null || state == State.STOPPED) {
            return;
        }
        stopRequest.ask(0);
        engineWake.detach();
        dying.engine.close();
        for (int slot = 0; slot < dying.table.slots(); slot++) {
            ManagedResource resource = dying.table.at(slot);
            if (resource != null) {
                activity.begin(resource);
                resource.lost(new CloseReason.ReactorStopped());
            }
        }
        mailbox.seal();
        if (cycle != null) {
            cycle.runLastCommands();
        }
        tellStopped();
        release();
    }

    private void tellStopped() {
        RuntimeContext ending = context;
        activity.begin(service);
        try {
            service.stopped();
        } catch (Throwable cause) {
            if (ending != null) {
                ending.failed(null, cause);
            }
        }
    }

    private void release() {
        state = State.STOPPED;
        activity.end();
        if (watchdog != null) {
            watchdog.stop();
        }
        engineWake.detach();
        if (context != null) {
            context.close();
        }
    }

    /**
     * Aborts: resets what is open and releases everything. On the owner's thread it is done when
     * this returns, unless called from inside a callback; then, and on other threads, it is asked
     * for. Idempotent. Commands of a runtime that was never started are discarded.
     */
    @Override
    public void close() {
        controller.abort();
        if (owner.thread() == null) {
            mailbox.seal();
            state = State.STOPPED;
        } else if (owner.isCurrent() && !running) {
            while (cycle(Long.MAX_VALUE)) {}
        }
    }
}
