package dev.ioreactor.bench;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Service;
import dev.ioreactor.unix.CpuAffinity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A command to another thread and one back, each of them blocked until it comes, in microseconds:
 * between two reactors, and as the bare minimum with the JDK between two selectors that are woken
 * ({@code selector}). On one processor both threads take turns, which leaves out what it costs to
 * wake a sleeping processor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoundTripBenchmark {
    private static final int TRIPS = 1_000;

    /** The engine of both reactors, or {@code selector}. */
    @Param({"selector", "epoll", "io_uring", "poll", "nio"})
    public String engine = "selector";

    /** Where both threads run. */
    @Param({"one processor", "free"})
    public String place = "free";

    private final Semaphore ended = new Semaphore(0);
    private @Nullable Pair pair; // null outside a trial

    /** Two threads that play. */
    private interface Pair extends AutoCloseable {
        /** Begins {@link #TRIPS} round trips. */
        void begin();

        @Override
        void close();
    }

    @Setup(Level.Trial)
    public void open() throws Exception {
        pair = engine.equals("selector") ? new Selectors() : new Reactors();
    }

    @TearDown(Level.Trial)
    public void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void roundTrip() throws InterruptedException {
        if (pair != null) {
            pair.begin();
        }
        ended.acquire();
    }

    private ThreadFactory threads(String name) {
        return place.equals("free") ? task -> new Thread(task, name) : CpuAffinity.pinned(name, 0);
    }

    /** Returns each command, and counts it down. */
    private static final class Player implements Service<Integer> {
        private @Nullable Controller<Integer> other; // null until both have started
        private final Semaphore ended;

        Player(Semaphore ended) {
            this.ended = ended;
        }

        @Override
        public void command(Integer left) {
            if (left == 0) {
                ended.release();
            } else if (other != null) {
                other.send(left - 1);
            }
        }
    }

    private final class Reactors implements Pair {
        private final Reactor<Integer> first;
        private final Reactor<Integer> second;

        Reactors() throws Exception {
            Player one = new Player(ended);
            Player two = new Player(ended);
            first = start("first", one);
            second = start("second", two);
            one.other = second.controller(); // published by the mailbox, with the first command
            two.other = first.controller();
        }

        private Reactor<Integer> start(String name, Player player) throws Exception {
            return Reactor.start(
                    ReactorOptions.defaults().engine(Engines.named(engine)).threads(threads(name)),
                    player);
        }

        @Override
        public void begin() {
            first.controller().send(2 * TRIPS);
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    private final class Selectors implements Pair {
        private final AtomicInteger left = new AtomicInteger();
        private final Selector even = Selector.open();
        private final Selector odd = Selector.open();

        Selectors() throws IOException {
            threads("even").newThread(() -> play(even, odd, 0)).start();
            threads("odd").newThread(() -> play(odd, even, 1)).start();
        }

        /** Whoever's parity the number left has counts it down and wakes the other. */
        private void play(Selector own, Selector other, int parity) {
            try {
                while (own.isOpen()) {
                    own.select();
                    int now = left.get();
                    if (now > 0 && now % 2 == parity) {
                        left.set(now - 1);
                        if (now == 1) {
                            ended.release();
                        } else {
                            other.wakeup();
                        }
                    }
                }
            } catch (ClosedSelectorException e) {
                return; // the trial is over
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void begin() {
            left.set(2 * TRIPS);
            even.wakeup();
        }

        @Override
        public void close() {
            try {
                even.close();
                odd.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
