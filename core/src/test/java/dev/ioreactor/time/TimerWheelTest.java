package dev.ioreactor.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

    /** More than any test has timers; even so an end. */
    private static final int NO_LIMIT = 1_000;

    private static final long START = 12_345_678_901L;

    private final ManualClock clock = new ManualClock(START);
    private final TimerWheel wheel = new TimerWheel(clock);
    private final List<String> fired = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void wheelIsSound() {
        wheel.validate();
    }

    @Test
    void firesInDeadlineOrderWhateverTheOrderOfCreation() {
        long[] delays = {1L << 50, 5, 1L << 21, 4, 1L << 33, (1L << 21) - 1, 0, 1L << 27};
        for (long delay : delays) {
            after(delay, Long.toString(delay));
        }
        clock.advance(1L << 51);

        expire(NO_LIMIT);

        assertThat(fired)
                .containsExactly(
                        "0",
                        "4",
                        "5",
                        "2097151",
                        "2097152",
                        "134217728",
                        "8589934592",
                        "1125899906842624");
    }

    @Test
    void equalDeadlinesAllFireInTheOrderOfCreation() {
        after(1_000_000_000, "first");
        clock.advance(400_000_000);
        after(600_000_000, "second");
        clock.advance(599_999_999);
        after(1, "third");
        clock.advance(1);

        expire(NO_LIMIT);

        assertThat(fired).containsExactly("first", "second", "third");
    }

    @Test
    void reschedulingCountsAsCreation() {
        Timer first = after(1_000, "first");
        after(1_000, "second");
        first.reschedule(Duration.ofNanos(1_000));
        clock.advance(1_000);

        expire(NO_LIMIT);

        assertThat(fired).containsExactly("second", "first");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                2,
                1 << 20,
                (1 << 20) + 1,
                1 << 26,
                1L << 32,
                1L << 45,
                1L << 62,
                -1L >>> 1
            })
    void neverFiresEarly(long delayNanos) {
        Timer timer = after(delayNanos, "late enough");
        long last = timer.deadlineNanos();
        assertThat(last - clock.nanos()).isBetween(delayNanos - (1 << 20), delayNanos);

        clock.advance(last - clock.nanos() - 1);
        expire(NO_LIMIT);
        assertThat(fired).isEmpty();
        assertThat(wheel.delayToNextNanos(clock.nanos())).isEqualTo(1);

        clock.advance(1);
        expire(NO_LIMIT);
        assertThat(fired).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1 << 20, 3L << 20, 1L << 29, 1L << 40, 1L << 61, Long.MAX_VALUE})
    void waitingAsToldReachesEachDeadlineInFewStepsAndWithoutPassingIt(long delayNanos) {
        Timer timer = after(delayNanos, "reached");
        int steps = 0;
        while (fired.isEmpty() && steps < 20) {
            clock.advance(wheel.delayToNextNanos(clock.nanos()));
            assertThat(clock.nanos() - timer.deadlineNanos()).isLessThanOrEqualTo(0);
            expire(NO_LIMIT);
            steps++;
        }
        assertThat(clock.nanos()).isEqualTo(timer.deadlineNanos());
        assertThat(steps).isLessThanOrEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 3, -3, -1, Long.MIN_VALUE, (1L << 62) - 3, -(1L << 62)})
    void timeMayWrapAround(long startNanos) {
        ManualClock wrapping = new ManualClock(startNanos);
        TimerWheel wheel = new TimerWheel(wrapping);
        for (long delay : new long[] {Long.MAX_VALUE, 1L << 62, 1L << 30, 1 << 20, 7, 2, 0}) {
            wheel.schedule(wrapping.nanos(), delay, () -> fired.add(Long.toString(delay)));
        }
        for (int step = 0; step < 99 && !wheel.isEmpty(); step++) {
            wrapping.advance(wheel.delayToNextNanos(wrapping.nanos()));
            wheel.expire(wrapping.nanos(), NO_LIMIT, (timer, failure) -> failures.add(failure));
            wheel.validate();
        }
        assertThat(fired)
                .containsExactly(
                        "0",
                        "2",
                        "7",
                        "1048576",
                        "1073741824",
                        "4611686018427387904",
                        "9223372036854775807");
    }

    @Test
    void anEmptyWheelNeedsNoCall() {
        assertThat(wheel.isEmpty()).isTrue();
        assertThat(wheel.delayToNextNanos(clock.nanos())).isEqualTo(Long.MAX_VALUE);
        assertThat(expire(NO_LIMIT)).isZero();
    }

    @Test
    void cancellingIsTrueOnceAndForGood() {
        for (long delay : new long[] {0, 1 << 22, 1L << 40}) {
            Timer timer = after(delay, "cancelled");
            assertThat(timer.isPending()).isTrue();
            assertThat(timer.cancel()).isTrue();
            assertThat(timer.isPending()).isFalse();
            assertThat(timer.cancel()).isFalse();
        }
        assertThat(wheel.isEmpty()).isTrue();
        clock.advance(1L << 41);
        expire(NO_LIMIT);
        assertThat(fired).isEmpty();
    }

    @Test
    void cancellingAfterFiringIsFalse() {
        Timer timer = after(0, "fired");
        expire(NO_LIMIT);
        assertThat(timer.isPending()).isFalse();
        assertThat(timer.cancel()).isFalse();
    }

    @Test
    void cancellingAnotherThatIsDueInTheSameCallPreventsIt() {
        Timer[] second = new Timer[1];
        wheel.schedule(clock.nanos(), 1, () -> second[0].cancel());
        second[0] = after(2, "second");
        after(3, "third");
        clock.advance(3);

        assertThat(expire(NO_LIMIT)).isEqualTo(2);

        assertThat(fired).containsExactly("third");
    }

    @Test
    void oneTimerServesForEver() {
        Timer timer = after(5, "again");
        timer.cancel();
        timer.rescheduleNanos(7);
        timer.rescheduleNanos(9);
        assertThat(wheel.size()).isEqualTo(1);
        clock.advance(9);
        expire(NO_LIMIT);
        timer.rescheduleNanos(0);
        expire(NO_LIMIT);
        assertThat(fired).containsExactly("again", "again");
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void timerThatRearmsItselfFiresOncePerCall() {
        Timer[] self = new Timer[1];
        self[0] =
                wheel.schedule(
                        clock.nanos(),
                        0,
                        () -> {
                            fired.add("self");
                            self[0].rescheduleNanos(0);
                        });
        assertThat(expire(NO_LIMIT)).isEqualTo(1);
        assertThat(self[0].isPending()).isTrue();
        assertThat(wheel.delayToNextNanos(clock.nanos())).isZero();
        assertThat(expire(NO_LIMIT)).isEqualTo(1);
    }

    @Test
    void timerCreatedInACallbackWaitsForTheNextCallEvenWhenItIsTheEarliest() {
        after(1, "a");
        wheel.schedule(
                clock.nanos(), 2, () -> wheel.schedule(START, 1, () -> fired.add("created")));
        after(3, "b");
        clock.advance(1L << 30);

        expire(NO_LIMIT);
        assertThat(fired).containsExactly("a", "b");
        expire(NO_LIMIT);
        assertThat(fired).containsExactly("a", "b", "created");
    }

    @Test
    void whatTheLimitLeavesStaysDueAndInOrder() {
        for (int i = 0; i < 10; i++) {
            after((9 - i) * 50_000_000L, Integer.toString(9 - i));
        }
        clock.advance(1_000_000_000);

        assertThat(expire(0)).isZero();
        assertThat(expire(3)).isEqualTo(3);
        assertThat(wheel.delayToNextNanos(clock.nanos())).isZero();
        after(0, "later");
        assertThat(expire(NO_LIMIT)).isEqualTo(8);
        assertThat(String.join("", fired)).isEqualTo("0123456789later");
    }

    @Test
    void fixedRateKeepsItsPhaseAndCountsWhatItMissed() {
        List<Long> times = new ArrayList<>();
        Timer timer =
                wheel.scheduleAtFixedRate(
                        clock.nanos(), 10, 100, () -> times.add(clock.nanos() - START));
        for (long advance : new long[] {10, 99, 1, 350, 49, 1, 100}) {
            clock.advance(advance);
            expire(NO_LIMIT);
        }
        // Due at 10, 110, 210 (late, at 460, when 310 and 410 are missed as well), 510, 610.
        assertThat(times).containsExactly(10L, 110L, 460L, 510L, 610L);
        assertThat(timer.missed()).isEqualTo(2);
        assertThat(timer.deadlineNanos()).isEqualTo(START + 710);
    }

    @Test
    void fixedDelayCountsFromTheEndOfTheCallback() {
        List<Long> times = new ArrayList<>();
        Timer timer =
                wheel.scheduleWithFixedDelay(
                        clock.nanos(),
                        10,
                        100,
                        () -> {
                            times.add(clock.nanos() - START);
                            clock.advance(7);
                        });
        for (int i = 0; i < 300; i++) {
            clock.advance(1);
            expire(NO_LIMIT);
        }
        assertThat(times).containsExactly(10L, 117L, 224L);
        assertThat(timer.missed()).isZero();
    }

    @Test
    void repeatingTimerStopsWhenItIsCancelledInItsCallback() {
        Timer[] rate = new Timer[1];
        Timer[] delay = new Timer[1];
        List<Boolean> cancelled = new ArrayList<>();
        rate[0] =
                wheel.scheduleAtFixedRate(
                        clock.nanos(), 1, 1, () -> cancelled.add(rate[0].cancel()));
        delay[0] =
                wheel.scheduleWithFixedDelay(
                        clock.nanos(), 1, 1, () -> cancelled.add(delay[0].cancel()));
        clock.advance(5);
        expire(NO_LIMIT);
        clock.advance(5);
        expire(NO_LIMIT);
        assertThat(cancelled).containsExactly(true, true);
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void repeatingTimerRescheduledInItsCallbackGoesOnFromThere() {
        Timer[] timer = new Timer[1];
        List<Long> times = new ArrayList<>();
        timer[0] =
                wheel.scheduleAtFixedRate(
                        clock.nanos(),
                        10,
                        10,
                        () -> {
                            times.add(clock.nanos() - START);
                            if (times.size() == 1) {
                                timer[0].rescheduleNanos(25);
                            }
                        });
        for (int i = 0; i < 60; i++) {
            clock.advance(1);
            expire(NO_LIMIT);
        }
        assertThat(times).containsExactly(10L, 35L, 45L, 55L);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void whatACallbackThrowsStopsNeitherTheOthersNorItsRepetition() {
        Error error = new StackOverflowError("of the test");
        RuntimeException exception = new IllegalStateException("of the test");
        Timer repeating =
                wheel.scheduleAtFixedRate(
                        clock.nanos(),
                        1,
                        1,
                        () -> {
                            throw exception;
                        });
        wheel.schedule(
                clock.nanos(),
                1,
                () -> {
                    throw error;
                });
        after(1, "third");
        clock.advance(1);

        assertThat(expire(NO_LIMIT)).isEqualTo(3);

        assertThat(failures).containsExactly(exception, error);
        assertThat(fired).containsExactly("third");
        assertThat(repeating.isPending()).isTrue();
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void failureHandlerThatThrowsLeavesTheWheelUsable() {
        Timer repeating = wheel.scheduleAtFixedRate(clock.nanos(), 0, 5, () -> after(0, "next"));
        wheel.schedule(
                clock.nanos(),
                0,
                () -> {
                    throw new IllegalStateException("of the callback");
                });
        assertThatThrownBy(() ->
                        wheel.expire(
                                clock.nanos(),
                                NO_LIMIT,
                                (timer, failure) -> {
                                    throw new IllegalStateException("of the handler");
                                }))
                .hasMessage("of the handler");
        wheel.validate();
        assertThat(repeating.isPending()).isTrue();
        assertThat(expire(NO_LIMIT)).isEqualTo(1);
        assertThat(fired).containsExactly("next");
    }

    @Test
    void misuseIsRefused() {
        Runnable nothing = () -> {};
        Timer timer = after(5, "untouched");
        assertThatIllegalArgumentException().isThrownBy(() -> wheel.schedule(START, -1, nothing));
        assertThatIllegalArgumentException().isThrownBy(() -> timer.rescheduleNanos(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timer.reschedule(Duration.ofDays(-200_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wheel.scheduleAtFixedRate(START, 0, 0, nothing));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wheel.scheduleWithFixedDelay(START, 0, -5, nothing));
        assertThatIllegalArgumentException().isThrownBy(() -> expire(-1));
        assertThat(wheel.size()).isEqualTo(1);
        assertThat(timer.deadlineNanos()).isEqualTo(START + 5);
    }

    @Test
    void durationLongerThanAnyTimerSaturates() {
        Timer timer = after(0, "far");
        timer.reschedule(Duration.ofDays(365L * 10_000));
        assertThat(timer.deadlineNanos() - clock.nanos()).isGreaterThan(Long.MAX_VALUE - (1 << 20));
    }

    @Test
    void expiringInACallbackIsRefused() {
        wheel.schedule(clock.nanos(), 0, () -> expire(1));
        expire(1);
        assertThat(failures).hasSize(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    throw failures.getFirst();
                });
    }

    @Test
    void ownerIsCheckedBeforeAHandleChangesAnything() {
        boolean[] allowed = {true};
        TimerWheel guarded =
                new TimerWheel(
                        clock,
                        () -> {
                            if (!allowed[0]) {
                                throw new IllegalStateException("wrong thread");
                            }
                        });
        Timer timer = guarded.schedule(clock.nanos(), 5, () -> {});
        allowed[0] = false;
        assertThatIllegalStateException().isThrownBy(timer::cancel);
        assertThatIllegalStateException().isThrownBy(() -> timer.rescheduleNanos(9));
        allowed[0] = true;
        assertThat(timer.deadlineNanos()).isEqualTo(START + 5);
        assertThat(timer.cancel()).isTrue();
    }

    private Timer after(long delayNanos, String name) {
        return wheel.schedule(clock.nanos(), delayNanos, () -> fired.add(name));
    }

    private int expire(int limit) {
        return wheel.expire(clock.nanos(), limit, (timer, failure) -> failures.add(failure));
    }
}
