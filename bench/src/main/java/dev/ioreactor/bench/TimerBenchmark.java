package dev.ioreactor.bench;

import dev.ioreactor.time.Clock;
import dev.ioreactor.time.Timer;
import dev.ioreactor.time.TimerWheel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.TimerTask;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
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
 * What a timer costs while many others are pending, in nanoseconds, for our wheel and for two
 * peers: Netty's wheel, which hands each timer to a thread of its own, and Agrona's, which knows
 * timers by number and fires those of a tick in no order.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms3g", "-Xmx5g", "-XX:+UseParallelGC"})
public class TimerBenchmark {

    private static final long SHORTEST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(3);
    private static final long TICK_NANOS = 1 << 20;

    /** What is armed to expire, in one go; within so long. */
    private static final int BATCH = 100_000;

    private static final int SPAN_MASK = (1 << 24) - 1; // 16.8 ms

    /** Delays as if at random, the same in each run. */
    private static final class Delays {
        private final long[] nanos = new long[1_024];
        private int next;

        private Delays() {
            SplittableRandom random = new SplittableRandom(42);
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = random.nextLong(SHORTEST_NANOS, LONGEST_NANOS);
            }
        }

        private long next() {
            return nanos[next++ & (nanos.length - 1)];
        }
    }

    /** Our wheel. */
    @State(Scope.Thread)
    public static class Wheel {
        /** How many others are pending. */
        @Param({"100", "100000", "10000000"})
        public int pending;

        private final Delays delays = new Delays();
        private final SplittableRandom random = new SplittableRandom(7);
        private final Clock clock = Clock.monotonic();
        private final TimerWheel wheel = new TimerWheel(clock);
        private Timer[] timers = new Timer[0];
        private long virtualNanos;
        private int fired;

        @Setup(Level.Trial)
        public void fill() {
            long now = clock.nanos();
            timers = new Timer[pending];
            for (int i = 0; i < pending; i++) {
                timers[i] =
                        wheel.schedule(
                                now,
                                random.nextLong(LONGEST_NANOS) + SHORTEST_NANOS,
                                TimerBenchmark::nothing);
            }
        }
    }

    /** Netty's wheel. */
    @State(Scope.Thread)
    public static class Netty {
        /** How many others are pending. */
        @Param({"100", "100000", "10000000"})
        public int pending;

        private final Delays delays = new Delays();
        private final HashedWheelTimer timer =
                new HashedWheelTimer(1, TimeUnit.MILLISECONDS, 8_192);
        private final TimerTask nothing = timeout -> {};
        private final Semaphore fired = new Semaphore(0);
        private final TimerTask count = timeout -> fired.release();

        @Setup(Level.Trial)
        public void fill() {
            for (int i = 0; i < pending; i++) {
                timer.newTimeout(nothing, delays.next(), TimeUnit.NANOSECONDS);
            }
        }

        @TearDown(Level.Trial)
        public void stop() {
            timer.stop();
        }
    }

    /** Agrona's wheel. */
    @State(Scope.Thread)
    public static class Agrona {
        /** How many others are pending. */
        @Param({"100", "100000", "10000000"})
        public int pending;

        private final Delays delays = new Delays();
        private final Clock clock = Clock.monotonic();
        private final DeadlineTimerWheel wheel =
                new DeadlineTimerWheel(TimeUnit.NANOSECONDS, clock.nanos(), TICK_NANOS, 8_192);
        private final DeadlineTimerWheel.TimerHandler ignore = (unit, now, id) -> true;

        @Setup(Level.Trial)
        public void fill() {
            long now = clock.nanos();
            for (int i = 0; i < pending; i++) {
                wheel.scheduleTimer(now + delays.next());
            }
        }
    }

    /** A deadline that is met: armed, then cancelled. */
    @Benchmark
    public boolean armAndCancel(Wheel state) {
        long now = state.clock.nanos();
        return state.wheel.schedule(now, state.delays.next(), TimerBenchmark::nothing).cancel();
    }

    /** The same with Netty. */
    @Benchmark
    public boolean armAndCancelNetty(Netty state) {
        return state.timer
                .newTimeout(state.nothing, state.delays.next(), TimeUnit.NANOSECONDS)
                .cancel();
    }

    /** The same with Agrona. */
    @Benchmark
    public boolean armAndCancelAgrona(Agrona state) {
        long now = state.clock.nanos();
        return state.wheel.cancelTimer(state.wheel.scheduleTimer(now + state.delays.next()));
    }

    /** A deadline that comes: armed, and fired with many others soon after. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int armAndExpire(Wheel state) {
        if (state.virtualNanos == 0) {
            state.virtualNanos = state.clock.nanos();
        }
        long now = state.virtualNanos;
        Runnable count = () -> state.fired++;
        for (int i = 0; i < BATCH; i++) {
            state.wheel.schedule(now, state.delays.nanos[i & 1_023] & SPAN_MASK, count);
        }
        state.virtualNanos = now + SPAN_MASK + 1;
        int fired = state.wheel.expire(state.virtualNanos, Integer.MAX_VALUE, (timer, cause) -> {});
        if (fired < BATCH) {
            throw new IllegalStateException("fired " + fired);
        }
        return fired;
    }

    /**
     * The same with Netty, which fires in real time on a thread of its own: from the first arming
     * until the last has fired. Its timers are due within a millisecond, its tick.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void armAndExpireNetty(Netty state) throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            long delayNanos = state.delays.nanos[i & 1_023] & ((1 << 20) - 1);
            state.timer.newTimeout(state.count, delayNanos, TimeUnit.NANOSECONDS);
        }
        state.fired.acquire(BATCH);
    }

    /** The same with Agrona, which looks at one tick per call. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int armAndExpireAgrona(Agrona state) {
        DeadlineTimerWheel wheel = state.wheel;
        long now = wheel.currentTickTime();
        for (int i = 0; i < BATCH; i++) {
            wheel.scheduleTimer(now + (state.delays.nanos[i & 1_023] & SPAN_MASK));
        }
        long end = now + SPAN_MASK + 1 + TICK_NANOS;
        int fired = 0;
        while (wheel.currentTickTime() < end) {
            fired += wheel.poll(end, state.ignore, Integer.MAX_VALUE);
        }
        if (fired < BATCH) {
            throw new IllegalStateException("fired " + fired);
        }
        return fired;
    }

    /** An idle deadline put off, of any connection: memory is cold. */
    @Benchmark
    public void putOff(Wheel state) {
        state.timers[state.random.nextInt(state.pending)].rescheduleNanos(state.delays.next());
    }

    /** What a cycle pays in which no timer is due. */
    @Benchmark
    public long cycleWithNothingDue(Wheel state) {
        long now = state.clock.nanos();
        int fired = state.wheel.expire(now, 4_096, (timer, failure) -> {});
        return fired + state.wheel.delayToNextNanos(now);
    }

    /** What a cycle pays for the clock alone. */
    @Benchmark
    public long cycleBaseline(Wheel state) {
        return state.clock.nanos();
    }

    private static void nothing() {}
}
