package dev.ioreactor.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a wheel beside a model of it, a sorted set. Each failure names its seed in
 * the name of the test; the same seed gives the same history.
 */
class TimerWheelModelTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void wheelOfFewTimersBehavesAsASortedSet(long seed) {
        History history = new History(seed, 12, 1);
        history.run(5_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108})
    void wheelOfManyTimersBehavesAsASortedSet(long seed) {
        History history = new History(seed, 1_000, 2_000);
        history.run(150_000);
    }

    /** A timer of the wheel and what the model knows of it. */
    private static final class Entry {

        private final int number;
        private final long periodNanos;
        private @Nullable Timer timer;

        /** Nanoseconds since the start of the history, unsigned. */
        private long deadline;

        private long age;
        private boolean pending;
        private long missed;
        private int firedInCall = -1;

        private Entry(int number, long periodNanos) {
            this.number = number;
            this.periodNanos = periodNanos;
        }

        private Timer timer() {
            assert timer != null;
            return timer;
        }
    }

    private static final class History {

        private static final long[] STARTS = {
            0, -1, Long.MAX_VALUE - 5_000_000, Long.MIN_VALUE, 1L << 62, -(1L << 62) - 99, 1L << 44
        };
        private static final long LONGEST = 1L << 62;
        private static final Entry NOBODY = new Entry(-1, 0);

        private final Random random;
        private final int mostTimers;
        private final int stepsPerValidation;
        private final long start;
        private final ManualClock clock;
        private final TimerWheel wheel;
        private final TreeSet<Entry> armed =
                new TreeSet<>(
                        Comparator.<Entry>comparingLong(e -> e.deadline ^ Long.MIN_VALUE)
                                .thenComparingLong(e -> e.age));
        private final List<Entry> armedInThisCall = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();

        private long age;
        private int call;
        private int firedInCall;
        private int failedInCall;
        private int expectedFailures;
        private @Nullable Entry firing;
        private int pendingCount;
        private long firedInAll;

        private History(long seed, int mostTimers, int stepsPerValidation) {
            this.random = new Random(seed);
            this.mostTimers = mostTimers;
            this.stepsPerValidation = stepsPerValidation;
            this.start = STARTS[random.nextInt(STARTS.length)];
            this.clock = new ManualClock(start);
            this.wheel = new TimerWheel(clock);
        }

        private void run(int steps) {
            for (int step = 0; step < steps && elapsed() < LONGEST; step++) {
                if (random.nextInt(3) == 0) {
                    passTime();
                    expire();
                } else {
                    change();
                }
                if (step % stepsPerValidation == 0) {
                    wheel.validate();
                    require(wheel.size() == pendingCount, "the size is the model's");
                }
            }
            wheel.validate();
            assertThat(firedInAll).isGreaterThan(steps / 10);
        }

        private long elapsed() {
            return clock.nanos() - start;
        }

        private void passTime() {
            long toNext = wheel.delayToNextNanos(clock.nanos());
            checkDelay(toNext);
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> clock.advance(Math.max(0, Math.min(toNext, 1L << 40) - 1));
                case 2 -> clock.advance(random.nextLong(1L << random.nextInt(1, 31)));
                case 3 -> {
                    if (random.nextInt(100) == 0) {
                        clock.advance(random.nextLong(1L << random.nextInt(1, 58)));
                    }
                }
                default -> clock.advance(Math.min(toNext, 1L << 40));
            }
        }

        /** The delay is a lower bound, and exact within the present 64 ticks. */
        private void checkDelay(long toNext) {
            if (armed.isEmpty()) {
                require(toNext == Long.MAX_VALUE, "the delay of an empty wheel");
                return;
            }
            long deadline = armed.first().deadline;
            long exact = Long.compareUnsigned(deadline, elapsed()) <= 0 ? 0 : deadline - elapsed();
            if (exact == 0 || (start + deadline) >>> 26 == clock.nanos() >>> 26) {
                require(toNext == exact, "the delay is exact");
            } else {
                require(Long.compareUnsigned(toNext, exact) <= 0, "the delay is not too long");
                require(toNext > 0, "there is no wake for nothing");
            }
        }

        private void expire() {
            call++;
            firedInCall = 0;
            failedInCall = 0;
            expectedFailures = 0;
            int limit = random.nextInt(4) == 0 ? random.nextInt(5) : 10 * mostTimers;

            int count = wheel.expire(clock.nanos(), limit, this::failed);

            firedInAll += count;
            require(count == firedInCall && count <= limit, "the count of the fired");
            require(failedInCall == expectedFailures, "failures are reported");
            if (count < limit && !armed.isEmpty()) {
                require(!isDue(armed.first()), "nothing due is left behind");
            }
            armed.addAll(armedInThisCall);
            armedInThisCall.clear();
        }

        private boolean isDue(Entry entry) {
            return Long.compareUnsigned(entry.deadline, elapsed()) <= 0;
        }

        /** The callback of all timers. */
        private void fired(Entry entry) {
            Entry expected = armed.pollFirst();
            require(expected == entry, "the order is that of the model");
            require(isDue(entry), "none fires early");
            require(entry.firedInCall != call, "none fires twice in a call");
            entry.firedInCall = call;
            firedInCall++;
            firing = entry;
            long late = elapsed() - entry.deadline;
            if (entry.periodNanos == 0) {
                entry.pending = false;
                pendingCount--;
            } else if (entry.periodNanos > 0) {
                entry.missed += late / entry.periodNanos;
            }
            require(entry.timer().missed() == entry.missed, "missed firings are counted");
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                changeInCallback(entry);
            }
            if (firing == entry && entry.pending) {
                long period = entry.periodNanos;
                long deadline =
                        period > 0
                                ? entry.deadline + period * (late / period + 1)
                                : elapsed() - period;
                armModel(entry, deadline);
            }
            firing = null;
            if (random.nextInt(50) == 0) {
                expectedFailures++;
                throw new IllegalStateException("of timer " + entry.number);
            }
        }

        private void failed(Timer timer, Throwable failure) {
            if (failure instanceof AssertionError error) {
                throw error;
            }
            failedInCall++;
        }

        private void changeInCallback(Entry entry) {
            switch (random.nextInt(6)) {
                case 0 -> cancel(entry);
                case 1 -> reschedule(entry);
                default -> change();
            }
        }

        private void change() {
            if (entries.size() < mostTimers) {
                create();
                return;
            }
            Entry entry = entries.get(random.nextInt(entries.size()));
            switch (random.nextInt(4)) {
                case 0 -> cancel(entry);
                case 1 -> replace(entry);
                default -> reschedule(entry);
            }
        }

        private void create() {
            Entry entry = new Entry(entries.size(), randomPeriod());
            entries.add(entry);
            arm(entry);
        }

        private void replace(Entry old) {
            cancel(old);
            Entry entry = new Entry(old.number, randomPeriod());
            entries.set(old.number, entry);
            arm(entry);
        }

        private void arm(Entry entry) {
            long delay = randomDelay();
            long now = clock.nanos();
            long period = entry.periodNanos;
            Runnable callback = () -> fired(entry);
            if (period == 0) {
                entry.timer = wheel.schedule(now, delay, callback);
            } else if (period > 0) {
                entry.timer = wheel.scheduleAtFixedRate(now, delay, period, callback);
            } else {
                entry.timer = wheel.scheduleWithFixedDelay(now, delay, -period, callback);
            }
            armed(entry, delay);
        }

        private void reschedule(Entry entry) {
            long delay = randomDelay();
            entry.timer().rescheduleNanos(delay);
            disarmModel(entry);
            armed(entry, delay);
        }

        private void armed(Entry entry, long delay) {
            if (!entry.pending) {
                entry.pending = true;
                pendingCount++;
            }
            long deadline = entry.timer().deadlineNanos() - start;
            long saturated = delay > Long.MAX_VALUE / 2 ? Long.MAX_VALUE / 2 : delay;
            long armedDelay = deadline - elapsed();
            require(armedDelay >= saturated && armedDelay <= delay, "the delay is as asked for");
            armModel(entry, deadline);
        }

        private void armModel(Entry entry, long deadline) {
            entry.deadline = deadline;
            entry.age = age++;
            boolean inCall = firing != null;
            if (inCall && isDue(entry)) {
                armedInThisCall.add(entry);
            } else {
                armed.add(entry);
            }
        }

        private void cancel(Entry entry) {
            require(entry.timer().isPending() == entry.pending, "pending is known");
            require(entry.timer().cancel() == entry.pending, "cancel tells whether it was pending");
            disarmModel(entry);
            if (entry.pending) {
                entry.pending = false;
                pendingCount--;
            }
        }

        private void disarmModel(Entry entry) {
            if (entry == firing) {
                firing = NOBODY; // the wheel does not repeat it any more
            }
            if (!armed.remove(entry)) {
                armedInThisCall.remove(entry);
            }
        }

        private static void require(boolean law, String name) {
            if (!law) {
                throw new AssertionError("broken: " + name);
            }
        }

        private long randomPeriod() {
            return switch (random.nextInt(6)) {
                case 0 -> 1 + random.nextLong(1L << random.nextInt(18, 34));
                case 1 -> -1 - random.nextLong(1L << random.nextInt(18, 34));
                default -> 0;
            };
        }

        private long randomDelay() {
            return switch (random.nextInt(12)) {
                case 0 -> 0;
                case 1 -> 1;
                case 2 -> random.nextInt(40) == 0 ? Long.MAX_VALUE : 5_000_000;
                case 3 -> 10_000_000; // equal deadlines are common
                case 4 -> (((clock.nanos() >>> 26) + 1) << 26) - clock.nanos(); // a level's edge
                case 5, 6 -> random.nextLong(1L << random.nextInt(1, 63));
                default -> random.nextLong(1L << random.nextInt(1, 36));
            };
        }
    }
}
