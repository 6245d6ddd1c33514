package dev.ioreactor.bench;

import dev.ioreactor.Reactor;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.runtime.ReactorOptions;
import dev.ioreactor.service.Controller;
import dev.ioreactor.service.Service;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Commands per microsecond from some threads through the controller to the service of a running
 * reactor, its blocking and waking included; and how many wakes reached the engine meanwhile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandBenchmark {
    private static final int COMMANDS = 1_000_000;

    /** How many threads send. */
    @Param({"1", "2", "4"})
    public int producers;

    /** The engine of the reactor. */
    @Param({"epoll", "io_uring", "nio"})
    public String engine = "nio";

    private final Semaphore batches = new Semaphore(0);
    private @Nullable Reactor<Integer> reactor; // null outside a trial

    /** How many wakes it took. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Wakes {
        /** Per million commands, on average over the iteration's invocations. */
        public long wakes;

        /** Invocations, of a million commands each. */
        public long millions;
    }

    /** Counts commands, and tells of each million. */
    private final class Counting implements Service<Integer> {
        private int left = COMMANDS;

        @Override
        public void command(Integer command) {
            if (--left == 0) {
                left = COMMANDS;
                batches.release();
            }
        }
    }

    @Setup(Level.Trial)
    public void start() throws Exception {
        reactor =
                Reactor.start(
                        ReactorOptions.defaults().engine(Engines.named(engine)), new Counting());
    }

    @TearDown(Level.Trial)
    public void stop() {
        if (reactor != null) {
            reactor.close();
        }
    }

    /** Sends a million commands and waits until the last has run. */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void send(Wakes counted) throws InterruptedException {
        Reactor<Integer> running = reactor;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        Controller<Integer> controller = running.controller();
        long before = controller.counters().wakes();
        for (int i = 0; i < producers; i++) {
            Thread.ofPlatform().start(() -> sendShare(controller));
        }
        batches.acquire();
        counted.wakes += controller.counters().wakes() - before;
        counted.millions++;
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be fewer cores than threads
    private void sendShare(Controller<Integer> controller) {
        for (int i = 0; i < COMMANDS / producers; i++) {
            while (!controller.send(1)) {
                Thread.yield();
            }
        }
    }
}
