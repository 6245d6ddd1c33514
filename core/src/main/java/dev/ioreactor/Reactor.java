package dev.ioreactor;

import dev.ioreactor.runtime.DrivenRuntime;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.Service;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs one service: concurrent I/O without async.
 *
 * <p>{@link #start} makes the thread and returns when the service has started. The thread ends when
 * the service or a {@link Controller} stops the reactor, or when its engine fails. All methods are
 * thread-safe.
 *
 * @param <C> the type of the service's commands
 */
public final class Reactor<C> implements AutoCloseable {
    private static final long LIVENESS_MILLIS = 100;

    private final DrivenRuntime<C> runtime;
    private final Thread thread;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile @Nullable Throwable death; // what killed the loop; null while it is well
    private volatile boolean hasStarted;

    private Reactor(ReactorOptions options, Service<C> service) {
        runtime = DrivenRuntime.open(options, service);
        thread = newThread(options);
    }

    private Thread newThread(ReactorOptions options) {
        ThreadFactory factory = options.threads();
        return factory == null
                ? new Thread(this::run, options.name())
                : Objects.requireNonNull(
                        factory.newThread(this::run), "the thread factory gave no thread");
    }

    /** What a service that is only a start does: listen, connect, set timers. */
    @FunctionalInterface
    public interface Starter {
        /** See {@link Service#started}. */
        void started(ReactorRuntime runtime) throws Exception;
    }

    /**
     * Starts a reactor with the default options whose service is nothing but its start.
     *
     * @throws Exception what kept it from starting
     */
    public static Reactor<Void> start(Starter starter) throws Exception {
        return start(ReactorOptions.defaults(), starter);
    }

    /**
     * Starts a reactor whose service is nothing but its start.
     *
     * @throws Exception what kept it from starting
     */
    public static Reactor<Void> start(ReactorOptions options, Starter starter) throws Exception {
        Objects.requireNonNull(starter);
        return start(
                options,
                new Service<Void>() {
                    @Override
                    public void started(ReactorRuntime runtime) throws Exception {
                        starter.started(runtime);
                    }
                });
    }

    /**
     * Starts a reactor with the default options.
     *
     * @throws Exception what kept it from starting
     */
    public static <C> Reactor<C> start(Service<C> service) throws Exception {
        return start(ReactorOptions.defaults(), service);
    }

    /**
     * Starts a reactor; returns when {@link Service#started} has returned.
     *
     * @throws Exception what kept it from starting; nothing is left behind
     */
    public static <C> Reactor<C> start(ReactorOptions options, Service<C> service)
            throws Exception {
        Reactor<C> reactor = new Reactor<>(options, service);
        reactor.thread.start();
        try {
            reactor.awaitStart();
        } catch (InterruptedException e) {
            reactor.runtime.controller().abort();
            throw e;
        }
        Throwable cause = reactor.death;
        if (cause != null && !reactor.hasStarted) {
            throw asException(cause);
        }
        return reactor;
    }

    /** A thread of somebody's factory may end without ever having run what it was given. */
    private void awaitStart() throws InterruptedException {
        while (!started.await(LIVENESS_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!thread.isAlive() && started.getCount() > 0) {
                throw new IllegalStateException(
                        "the thread '" + thread.getName() + "' ended before it ran the reactor");
            }
        }
    }

    private static Exception asException(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }

    private void run() {
        try {
            runtime.start();
            hasStarted = true;
            started.countDown();
            runtime.run();
        } catch (Throwable cause) {
            death = cause;
        } finally {
            started.countDown();
        }
    }

    /** The door for other threads. */
    public Controller<C> controller() {
        return runtime.controller();
    }

    /** The reactor's thread. */
    public Thread thread() {
        return thread;
    }

    /**
     * Waits until the reactor has stopped.
     *
     * @throws ExecutionException with what killed the loop, if something did
     * @throws InterruptedException if the calling thread is interrupted; the reactor goes on
     */
    public void join() throws InterruptedException, ExecutionException {
        requireOtherThread("join");
        thread.join();
        Throwable cause = death;
        if (cause != null) {
            throw new ExecutionException("the reactor was stopped by a failure", cause);
        }
    }

    private void requireOtherThread(String call) {
        if (Thread.currentThread() == thread) {
            throw new WrongThreadException(
                    call + " on the reactor's own thread '" + thread.getName() + "'");
        }
    }

    /**
     * Stops gracefully and waits for the end; on the reactor's own thread only asks for it. An
     * interrupt turns the stop into an abort. Idempotent.
     */
    @Override
    public void close() {
        controller().stop();
        if (Thread.currentThread() != thread) {
            joinUninterruptibly();
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                controller().abort();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
