package dev.ioreactor.runtime;

import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.time.Clock;
import dev.ioreactor.time.Timer;
import dev.ioreactor.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks from a thread of its own, again and again, at what a runtime is calling, and tells of a
 * callback that runs for longer than it may: at once to {@link Tracer#blocking}, and when it has
 * returned through the runtime to {@link Tracer#slow}.
 *
 * <pre>
 *              another one was seen
 *        ┌──────────────────────────────┐
 *        ▼                              │
 *     WATCHING ── the same one, too long ──▶ REPORTED, once
 * </pre>
 *
 * <p>The runtime reads no clock for this: a callback counts from when it was first seen, so it may
 * have run for one interval longer. The thread ends with the runtime, or with its owner's thread.
 */
final class Watchdog implements Runnable {
    private static final long LEAST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Activity activity;
    private final Owner owner;
    private final Tracer tracer;
    private final Clock clock;
    private final long thresholdNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable BlockedHandler> forRuntime = new AtomicReference<>();

    // The watchdog's own; guarded by this, for whoever asks.
    private long seenCount = -1;
    private long seenSinceNanos;
    private @Nullable BlockedHandler reported; // null while what is seen is not too slow

    /**
     * @param threshold positive
     * @param clock of real time, thread-safe
     */
    Watchdog(Activity activity, Owner owner, Tracer tracer, Clock clock, Duration threshold) {
        this.activity = activity;
        this.owner = owner;
        this.tracer = tracer;
        this.clock = clock;
        thresholdNanos = TimeUnit.NANOSECONDS.convert(threshold);
    }

    /** Starts the thread; {@link #stop} ends it. */
    void start(String runtimeName) {
        Thread thread = new Thread(this, runtimeName + "-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Thread-safe. Ends the thread soon. Idempotent. */
    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        long intervalNanos =
                Math.clamp(thresholdNanos / 4, LEAST_INTERVAL_NANOS, MOST_INTERVAL_NANOS);
        try {
            while (ownerIsAlive() && !stopped.await(intervalNanos, TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // and ends: nobody else knows this thread
        }
    }

    private boolean ownerIsAlive() {
        Thread thread = owner.thread();
        return thread == null || thread.isAlive();
    }

    /** One look; tells if something is too slow and was not told yet. */
    void look() {
        BlockedHandler found = observe();
        if (found != null) {
            tracer.blocking(found);
        }
    }

    private synchronized @Nullable BlockedHandler observe() {
        long nowNanos = clock.nanos();
        long count = activity.count();
        Object called = activity.current();
        if (called == null || count != seenCount) {
            seenCount = called == null ? -1 : count;
            seenSinceNanos = nowNanos;
            reported = null;
            return null;
        }
        long lastedNanos = nowNanos - seenSinceNanos;
        if (lastedNanos < thresholdNanos) {
            return null;
        }
        BlockedHandler known = reported;
        BlockedHandler now =
                known == null
                        ? describe(called, count, lastedNanos)
                        : known.duration(Duration.ofNanos(lastedNanos));
        reported = now;
        forRuntime.set(now);
        return known == null ? now : null;
    }

    /** Thread-safe. What is too slow at this moment; null if nothing is. */
    synchronized @Nullable BlockedHandler blocked() {
        long count = activity.count();
        Object called = activity.current();
        if (reported == null || called == null || count != seenCount) {
            return null;
        }
        return describe(called, count, clock.nanos() - seenSinceNanos);
    }

    /** For the runtime, at the end of a cycle: what was too slow in it, with its last duration. */
    @Nullable BlockedHandler takeSlow() {
        return forRuntime.getPlain() == null ? null : forRuntime.getAndSet(null);
    }

    private BlockedHandler describe(Object called, long count, long lastedNanos) {
        Thread thread = owner.thread();
        List<StackTraceElement> stack =
                thread == null ? List.of() : List.of(thread.getStackTrace());
        boolean stillTheSame = activity.current() != null && activity.count() == count;
        return new BlockedHandler(
                what(called),
                id(called),
                Duration.ofNanos(lastedNanos),
                stillTheSame ? stack : List.of());
    }

    /** Calls nothing of the user's, whose objects belong to another thread. */
    private static String what(Object called) {
        return switch (called) {
            case ManagedResource resource -> resource.kind();
            case Timer timer -> timer.toString();
            case Service<?> service -> "service " + service.getClass().getName();
            default -> "command " + called.getClass().getName();
        };
    }

    private static @Nullable ResourceId id(Object called) {
        return called instanceof ManagedResource resource ? resource.id() : null;
    }
}
