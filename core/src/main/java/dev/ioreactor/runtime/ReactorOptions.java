package dev.ioreactor.runtime;

import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.service.Limits;
import dev.ioreactor.time.Clock;
import dev.ioreactor.trace.Tracer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a reactor is made. Immutable: each method gives a changed copy.
 *
 * @param engine which engine, null for the best one that the machine allows
 * @param limits the limits
 * @param clock the clock, of the engine and of the timers
 * @param threads makes the reactor's thread, null for a plain one named {@code name}
 * @param name the name of the reactor's thread
 * @param tracer is told of everything
 * @param checked whether lent buffers are guarded, at the price of a copy per callback
 * @param slowHandler how long one callback may take before a watchdog reports it, {@link
 *     Duration#ZERO} for no watchdog
 * @param spin how long to look for work before blocking, at the most: the largest lever on latency,
 *     at the price of up to a whole core while work keeps coming; {@link Duration#ZERO} for not at
 *     all, at most a second
 */
public record ReactorOptions(
        @Nullable EngineProvider engine,
        Limits limits,
        Clock clock,
        @Nullable ThreadFactory threads,
        String name,
        Tracer tracer,
        boolean checked,
        Duration slowHandler,
        Duration spin) {
    private static final ReactorOptions DEFAULTS =
            new ReactorOptions(
                    null,
                    Limits.defaults(),
                    Clock.monotonic(),
                    null,
                    "reactor",
                    Tracer.NONE,
                    false,
                    Duration.ZERO,
                    Duration.ZERO);

    /** Checks them. */
    public ReactorOptions {
        Objects.requireNonNull(limits);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(name);
        Objects.requireNonNull(tracer);
        if (slowHandler.isNegative()) {
            throw new IllegalArgumentException("slowHandler " + slowHandler);
        }
        if (spin.isNegative() || spin.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("spin " + spin);
        }
    }

    /** The best engine, the default limits, no tracer, unchecked, no watchdog. */
    public static ReactorOptions defaults() {
        return DEFAULTS;
    }

    /** With this engine. */
    public ReactorOptions engine(EngineProvider provider) {
        return new ReactorOptions(
                provider, limits, clock, threads, name, tracer, checked, slowHandler, spin);
    }

    /** With these limits. */
    public ReactorOptions limits(Limits other) {
        return new ReactorOptions(
                engine, other, clock, threads, name, tracer, checked, slowHandler, spin);
    }

    /** With this clock. */
    public ReactorOptions clock(Clock other) {
        return new ReactorOptions(
                engine, limits, other, threads, name, tracer, checked, slowHandler, spin);
    }

    /** With a thread of this factory's; its name is left as it is. */
    public ReactorOptions threads(ThreadFactory factory) {
        return new ReactorOptions(
                engine, limits, clock, factory, name, tracer, checked, slowHandler, spin);
    }

    /** With another name of the thread. */
    public ReactorOptions name(String thread) {
        return new ReactorOptions(
                engine, limits, clock, threads, thread, tracer, checked, slowHandler, spin);
    }

    /** With this tracer. */
    public ReactorOptions tracer(Tracer other) {
        return new ReactorOptions(
                engine, limits, clock, threads, name, other, checked, slowHandler, spin);
    }

    /** In checked mode or not. */
    public ReactorOptions checked(boolean on) {
        return new ReactorOptions(
                engine, limits, clock, threads, name, tracer, on, slowHandler, spin);
    }

    /** With a watchdog that reports callbacks that take longer. */
    public ReactorOptions slowHandler(Duration threshold) {
        return new ReactorOptions(
                engine, limits, clock, threads, name, tracer, checked, threshold, spin);
    }

    /** Looking for work for so long before blocking. */
    public ReactorOptions spin(Duration bound) {
        return new ReactorOptions(
                engine, limits, clock, threads, name, tracer, checked, slowHandler, bound);
    }
}
