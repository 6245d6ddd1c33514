package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Limits;
import dev.ioreactor.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When timers fire, on the real clock and through the engine's real wait. */
public interface TimerLaws extends ReactorLaws {
    @Test
    @DisplayName("11: timers are never early, fire in order, and all fire")
    default void timersAreNeverEarlyAndFireInOrder() {
        SplittableRandom random = Seed.random("timers");
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Long> fired = new ArrayList<>();
            long[] leastLateness = {Long.MAX_VALUE};
            int count = 300;
            // The callbacks do next to nothing: were they slow, all timers would be overdue.
            for (int i = 0; i < count; i++) {
                long delayNanos = random.nextLong(10_000_000, 250_000_000);
                long dueNanos = System.nanoTime() + delayNanos;
                Timer[] timer = new Timer[1];
                timer[0] =
                        reactor.runtime()
                                .after(
                                        Duration.ofNanos(delayNanos),
                                        () -> {
                                            long lateness = System.nanoTime() - dueNanos;
                                            leastLateness[0] = Math.min(leastLateness[0], lateness);
                                            fired.add(timer[0].deadlineNanos());
                                        });
            }
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (fired.size() < count && deadline - System.nanoTime() > 0) {
                // Nothing else ends the wait: each timer must.
                reactor.runOnce(Await.PATIENCE);
            }
            assertThat(fired).hasSize(count).isSorted();
            assertThat(leastLateness[0]).as("never early").isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    @DisplayName("11: equal deadlines all fire, in the order of creation")
    default void equalDeadlinesAllFireInTheOrderOfCreation() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Integer> fired = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            reactor.controller()
                    .send(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            int number = i;
                            expected.add(i);
                            reactor.runtime().after(Duration.ofMillis(5), () -> fired.add(number));
                        }
                    });
            reactor.until("1,000 fired", () -> fired.size() == 1_000);
            assertThat(fired).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("11: delays of nothing, of 1 ns and of forever do what they say")
    default void extremeDelaysDoWhatTheySay() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<String> fired = new ArrayList<>();
            Timer never =
                    reactor.runtime()
                            .after(Duration.ofNanos(Long.MAX_VALUE), () -> fired.add("never"));
            Timer evenLater =
                    reactor.runtime()
                            .after(Duration.ofSeconds(Long.MAX_VALUE), () -> fired.add("never"));
            reactor.runtime().after(Duration.ZERO, () -> fired.add("zero"));
            reactor.runtime().after(Duration.ofNanos(1), () -> fired.add("one"));
            reactor.until("both", () -> fired.size() == 2);
            reactor.runFor(Duration.ofMillis(20));
            assertThat(fired).containsExactly("zero", "one");
            assertThat(never.cancel()).isTrue();
            assertThat(evenLater.cancel()).isTrue();
        }
    }

    @Test
    @DisplayName("11: a timer can be cancelled by itself, by another, and after it fired")
    default void aTimerCanBeCancelledFromAnywhere() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<String> fired = new ArrayList<>();
            Timer[] timers = new Timer[4];
            reactor.controller()
                    .send(() -> {
                        timers[1] =
                                reactor.runtime()
                                        .after(
                                                Duration.ofMillis(2),
                                                () -> {
                                                    fired.add("first");
                                                    timers[2].cancel();
                                                });
                        timers[2] =
                                reactor.runtime()
                                        .after(Duration.ofMillis(2), () -> fired.add("cancelled"));
                        timers[3] =
                                reactor.runtime()
                                        .every(
                                                Duration.ofMillis(1),
                                                () -> {
                                                    fired.add("once");
                                                    timers[3].cancel();
                                                });
                    });
            reactor.until("two", () -> fired.size() >= 2);
            reactor.runFor(Duration.ofMillis(20));
            assertThat(fired).containsExactlyInAnyOrder("first", "once");
            assertThat(timers[1].cancel()).isFalse();
        }
    }

    @Test
    @DisplayName("12: a fixed rate keeps its phase, skips what it missed, and never fires twice")
    default void aFixedRateSkipsWhatItMissed() {
        try (TestReactor reactor = new TestReactor(engine())) {
            long periodNanos = 4_000_000;
            List<Long> cyclesOfFirings = new ArrayList<>();
            Timer timer =
                    reactor.runtime()
                            .every(
                                    Duration.ofNanos(periodNanos),
                                    () ->
                                            cyclesOfFirings.add(
                                                    reactor.runtime().counters().cycles()));
            long first = timer.deadlineNanos();
            reactor.until("three firings", () -> cyclesOfFirings.size() >= 3);
            spin(Duration.ofNanos(5 * periodNanos));
            reactor.until("three more", () -> cyclesOfFirings.size() >= 6);
            assertThat((timer.deadlineNanos() - first) % periodNanos).isZero();
            assertThat(timer.missed()).isGreaterThanOrEqualTo(4);
            assertThat(cyclesOfFirings).doesNotHaveDuplicates();
            timer.cancel();
        }
    }

    @Test
    @DisplayName("12: a fixed delay lets its time pass between two firings")
    default void aFixedDelayLetsItsTimePass() {
        try (TestReactor reactor = new TestReactor(engine())) {
            long delayNanos = 3_000_000;
            List<Long> firings = new ArrayList<>();
            Timer timer =
                    reactor.runtime()
                            .withDelay(
                                    Duration.ofNanos(delayNanos),
                                    () -> firings.add(reactor.runtime().nanos()));
            reactor.until("five", () -> firings.size() >= 3);
            spin(Duration.ofNanos(4 * delayNanos));
            reactor.until("five", () -> firings.size() >= 5);
            timer.cancel();
            for (int i = 1; i < firings.size(); i++) {
                assertThat(firings.get(i) - firings.get(i - 1)).isGreaterThanOrEqualTo(delayNanos);
            }
        }
    }

    @Test
    @DisplayName("10: timers beyond the limit of a cycle fire in the next ones")
    default void timersBeyondTheLimitFireInTheNextCycles() {
        Limits limits = Limits.defaults().perCycle(64, 4_096, 1_024, 10);
        try (TestReactor reactor = new TestReactor(engine(), limits)) {
            int[] fired = {0};
            for (int i = 0; i < 95; i++) {
                reactor.runtime().after(Duration.ZERO, () -> fired[0]++);
            }
            for (int cycles = 0; fired[0] < 95; cycles++) {
                int before = fired[0];
                reactor.runOnce(Await.PATIENCE);
                assertThat(fired[0] - before).isLessThanOrEqualTo(10);
                assertThat(cycles).isLessThan(100);
            }
        }
    }

    private static void spin(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Thread.onSpinWait();
        }
    }
}
