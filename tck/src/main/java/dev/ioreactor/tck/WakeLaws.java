package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How other threads end a wait. */
public interface WakeLaws extends EngineLaws {
    @Test
    @DisplayName("1: a wake before the wait ends it at once")
    default void aWakeBeforeTheWaitEndsItAtOnce() {
        try (EngineRig rig = new EngineRig(engine())) {
            rig.engine.wake();
            assertThat(rig.poll(Long.MAX_VALUE)).isZero();
        }
    }

    @Test
    @DisplayName("1: a wake before a flush still ends the next wait")
    default void aWakeBeforeAFlushStillEndsTheNextWait() {
        try (EngineRig rig = new EngineRig(engine())) {
            rig.engine.wake();
            rig.flush();
            assertThat(rig.poll(Long.MAX_VALUE)).isZero();
        }
    }

    @Test
    @DisplayName("1: a wake during the wait ends it")
    default void aWakeDuringTheWaitEndsIt() throws InterruptedException {
        try (EngineRig rig = new EngineRig(engine())) {
            CountDownLatch about = new CountDownLatch(1);
            Thread waker =
                    Thread.ofPlatform()
                            .start(() -> {
                                awaitQuietly(about);
                                rig.engine.wake();
                            });
            about.countDown();
            assertThat(rig.poll(Long.MAX_VALUE)).isZero();
            waker.join();
        }
    }

    @Test
    @DisplayName("2: any number of wakes end one wait")
    default void anyNumberOfWakesEndOneWait() {
        try (EngineRig rig = new EngineRig(engine())) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 10_000; i++) {
                    rig.engine.wake();
                }
                rig.poll(Long.MAX_VALUE);
                long waitNanos = Duration.ofMillis(30).toNanos();
                long begin = System.nanoTime();
                assertThat(rig.poll(waitNanos)).isZero();
                assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(waitNanos);
            }
        }
    }

    @Test
    @DisplayName("1: no wake is lost in a race with entering the wait")
    default void noWakeIsLostInARaceWithEnteringTheWait() throws InterruptedException {
        int rounds = Scale.of(50_000, 1_000_000);
        SplittableRandom random = Seed.random("wake race");
        AtomicInteger round = new AtomicInteger();
        try (EngineRig rig = new EngineRig(engine())) {
            Thread waker =
                    Thread.ofPlatform().start(() -> wakeOncePerRound(rig, round, rounds, random));
            for (int i = 1; i <= rounds; i++) {
                round.set(i);
                // Waits without limit: a lost wake ends the test by its time-out.
                rig.poll(Long.MAX_VALUE);
            }
            waker.join();
        }
    }

    @Test
    @DisplayName("1: wakes of many threads do not disturb completions")
    default void wakesOfManyThreadsDoNotDisturbCompletions() throws InterruptedException {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe probe = rig.receive(pair.handle());
            Thread[] wakers = new Thread[3];
            AtomicInteger running = new AtomicInteger(wakers.length);
            for (int i = 0; i < wakers.length; i++) {
                wakers[i] =
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int n = 0; n < 20_000; n++) {
                                        rig.engine.wake();
                                    }
                                    running.decrementAndGet();
                                });
            }
            int sent = 0;
            while (running.get() > 0) {
                pair.peer().send("x");
                sent++;
                int expected = sent;
                rig.until("the byte", () -> probe.count() == expected);
            }
            for (Thread waker : wakers) {
                waker.join();
            }
        }
    }

    private static void wakeOncePerRound(
            EngineRig rig, AtomicInteger round, int rounds, SplittableRandom random) {
        for (int i = 1; i <= rounds; i++) {
            while (round.get() < i) {
                Thread.onSpinWait();
            }
            for (int spins = random.nextInt(400); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            rig.engine.wake();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
