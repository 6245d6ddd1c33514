package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import dev.ioreactor.tck.LeakCheck;
import dev.ioreactor.unix.InjectionRig.Pair;
import dev.ioreactor.unix.InjectionRig.Told;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises 1, 8 and 21 while the kernel refuses to be entered at all, for want of memory or of room
 * for completions.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UringRefusedEnterTest {
    private static final UringConfig SIZES =
            new UringConfig(8, 32, 2, true, true, RingSetup.DEFERRED_DIRECT);

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long SIEGE_NANOS = 300_000_000;

    /** With a pause of ten milliseconds between them it is half of that, and a few at first. */
    private static final int MOST_ENTERS = 60;

    @BeforeAll
    static void requireInjection() throws IOException {
        NopInjector.require();
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EAGAIN, Errno.EBUSY})
    void aTimedWaitTakesItsTimeAndFewEnters(int errno) throws IOException {
        try (InjectionRig rig = new InjectionRig(SIZES)) {
            rig.poll(0);
            rig.injector.refuseEnters(errno, Integer.MAX_VALUE);
            long begun = System.nanoTime();
            assertThat(rig.poll(SIEGE_NANOS)).isZero();
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SIEGE_NANOS);
            assertThat(rig.injector.refusals()).isBetween(2, MOST_ENTERS);
            rig.injector.refuseEnters(errno, 0);
            rig.expectBystanderUnharmed();
            rig.expectTimedWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatCannotBeSubmittedMakesNobodySpin(boolean successMayBeLate) throws IOException {
        try (InjectionRig rig = new InjectionRig(SIZES)) {
            rig.poll(0);
            rig.injector.refuseEnters(Errno.EAGAIN, Integer.MAX_VALUE);
            Pair[] pairs = new Pair[20]; // more than there is room for
            Told[] sent = new Told[pairs.length];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = rig.streams();
                sent[i] = new Told();
                Send send = new Send(pairs[i].handle(), sent[i]);
                send.of(rig.chunk("s"), 1);
                send.successMayBeLate(successMayBeLate);
                rig.submit(send);
            }
            long deadline = System.nanoTime() + SIEGE_NANOS;
            for (long left = SIEGE_NANOS; left > 0; left = deadline - System.nanoTime()) {
                assertThat(rig.poll(left)).isZero();
            }
            // Whether there is room now is asked by an enter as well.
            assertThat(rig.injector.refusals()).isBetween(2, 3 * MOST_ENTERS);
            rig.injector.refuseEnters(Errno.EAGAIN, 0);
            for (int i = 0; i < pairs.length; i++) {
                rig.until("the end of a send", sent[i]::hasEnded);
                assertThat(sent[i].results).containsExactly(1);
                assertThat(rig.receivedAt(pairs[i].peer())).isEqualTo("s");
            }
            rig.expectBystanderUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EAGAIN, Errno.EBUSY})
    void aWakeEndsTheWaitAllTheSame(int errno) throws Exception {
        try (InjectionRig rig = new InjectionRig(SIZES)) {
            rig.poll(0);
            rig.engine.wake();
            rig.poll(PATIENCE_NANOS); // the descriptor stays readable after that
            rig.injector.refuseEnters(errno, Integer.MAX_VALUE);
            rig.poll(50_000_000);
            for (int round = 0; round < 5; round++) {
                expectToBeWokenByAnother(rig);
            }
            int before = rig.injector.refusals();
            rig.poll(SIEGE_NANOS);
            assertThat(rig.injector.refusals() - before).isBetween(2, MOST_ENTERS);
            rig.injector.refuseEnters(errno, 0);
            rig.poll(0); // what the ring has to say about those wakes
            rig.expectTimedWait();
            expectToBeWokenByAnother(rig);
            rig.expectBystanderUnharmed();
        }
    }

    private static void expectToBeWokenByAnother(InjectionRig rig) throws InterruptedException {
        CountDownLatch polling = new CountDownLatch(1);
        Thread waker =
                Thread.ofPlatform()
                        .start(() -> {
                            awaitQuietly(polling);
                            rig.engine.wake();
                        });
        long begun = System.nanoTime();
        polling.countDown();
        assertThat(rig.poll(PATIENCE_NANOS)).isZero();
        assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS / 2);
        waker.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EAGAIN, Errno.EBUSY})
    void closingWaitsUntilItIsLetIn(int errno) throws IOException {
        try (InjectionRig rig = new InjectionRig(SIZES)) {
            rig.submit(new Receive(rig.streams().handle(), new Told()));
            rig.poll(0);
            int times = 40;
            rig.injector.refuseEnters(errno, times);
            long begun = System.nanoTime();
            rig.engine.close();
            assertThat(rig.injector.refusals()).isEqualTo(times);
            // Two enters in a round, and a pause after each round but the first.
            assertThat(System.nanoTime() - begun).isGreaterThan(100_000_000);
        }
    }
}
