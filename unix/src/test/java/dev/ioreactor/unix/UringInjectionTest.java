package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.tck.LeakCheck;
import dev.ioreactor.unix.InjectedKind.Trial;
import dev.ioreactor.unix.InjectionRig.Pair;
import dev.ioreactor.unix.InjectionRig.Told;
import dev.ioreactor.unix.NopInjector.Shot;
import dev.ioreactor.unix.libc.RingConstants;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of operation fails with every error, at its first, second and fifth entry, and three
 * times in a row. What passes is tried again and never seen; what does not ends that operation,
 * once, with that error; the same operation then succeeds, and a bystander is unharmed all the
 * time.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class UringInjectionTest {
    /** Two buffers, so that one that does not come back is missed soon. */
    private static final UringConfig NEWEST =
            new UringConfig(8, 32, 2, true, true, RingSetup.DEFERRED_DIRECT);

    private static final UringConfig OLDEST =
            new UringConfig(8, 32, 2, false, false, RingSetup.COOPERATIVE);

    /** Two entries: each is submitted alone, or with one other. */
    private static final UringConfig TINY =
            new UringConfig(2, 4, 2, true, true, RingSetup.DEFERRED_DIRECT);

    static final int[] ERRORS = {
        Errno.EINTR,
        Errno.EAGAIN,
        Errno.ENOBUFS,
        Errno.ENOMEM,
        Errno.ECONNRESET,
        Errno.EPIPE,
        Errno.EMFILE,
        Errno.ENFILE,
        Errno.ECONNABORTED,
        Errno.EPERM,
        Errno.EACCES,
        Errno.ETIMEDOUT,
        Errno.ECANCELED,
        Errno.EBADF,
        Errno.EINVAL,
        Errno.EIO,
        Errno.ENOSPC,
        Errno.EFAULT,
        Errno.EBUSY,
        Errno.ECONNREFUSED,
        Errno.EHOSTUNREACH,
        Errno.ENOTCONN,
        Errno.EOPNOTSUPP
    };

    private static final List<Integer> PLACES = List.of(1, 2, 5);
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    @BeforeAll
    static void requireInjection() throws IOException {
        NopInjector.require();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(NEWEST, OLDEST, TINY)
                .flatMap(sizes ->
                        Stream.of(InjectedKind.values())
                                .filter(kind -> kind.isMadeBy(sizes))
                                .map(kind -> arguments(kind, sizes)));
    }

    static IntStream errors() {
        return IntStream.of(ERRORS);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anErrorEndsWhatItIsAboutAndNothingElse(InjectedKind kind, UringConfig sizes)
            throws Exception {
        try (InjectionRig rig = new InjectionRig(sizes)) {
            Trial trial = kind.open(rig);
            for (int errno : ERRORS) {
                for (int place : PLACES) {
                    failOnce(rig, kind, trial, errno, place);
                }
                failInARow(rig, kind, trial, errno);
            }
        }
    }

    private static void failOnce(
            InjectionRig rig, InjectedKind kind, Trial trial, int errno, int place)
            throws IOException {
        Shot shot = rig.injector.fail(kind.code(), errno, place, 1);
        for (int use = 1; use < place; use++) {
            expect(trial, kind, errno, trial.success());
        }
        expect(trial, kind, errno, kind.hides(errno) ? trial.success() : -errno);
        assertThat(shot.hits()).isEqualTo(1);
        expectAllIsWell(rig, kind, trial, errno);
    }

    private static void failInARow(InjectionRig rig, InjectedKind kind, Trial trial, int errno)
            throws IOException {
        int times = 3;
        Shot shot = rig.injector.fail(kind.code(), errno, 1, times);
        int uses = kind.hides(errno) ? 1 : times;
        for (int use = 0; use < uses; use++) {
            expect(trial, kind, errno, kind.hides(errno) ? trial.success() : -errno);
        }
        // One that waited for its turn is tried when the wait was in vain, and may succeed then.
        assertThat(shot.hits()).isBetween(kind.waitsFirst() ? 1 : times, times);
        shot.stop();
        expectAllIsWell(rig, kind, trial, errno);
    }

    private static void expectAllIsWell(InjectionRig rig, InjectedKind kind, Trial trial, int errno)
            throws IOException {
        expect(trial, kind, errno, trial.success());
        rig.expectNothingInFlight(trial.handle());
        rig.expectBystanderUnharmed();
    }

    private static void expect(Trial trial, InjectedKind kind, int errno, int result)
            throws IOException {
        assertThat(trial.use().once())
                .as("%s, injected %s", kind, Errno.describe(errno))
                .isEqualTo(result);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aWakeIsNotLostWhenThePollBehindItFails(int errno) throws Exception {
        for (int times : PLACES) {
            NopInjector injector = new NopInjector();
            Shot shot = injector.failWake(RingConstants.IORING_OP_POLL_ADD, errno, times);
            try (InjectionRig rig = new InjectionRig(NEWEST, injector)) {
                while (!shot.isSpent()) {
                    expectToBeWoken(rig);
                }
                for (int wakes = 0; wakes < 3; wakes++) {
                    rig.poll(0); // what was left of the failures
                    rig.expectTimedWait();
                    expectToBeWoken(rig);
                }
                rig.expectBystanderUnharmed();
            }
        }
    }

    private static void expectToBeWoken(InjectionRig rig) {
        rig.engine.wake();
        long begun = System.nanoTime();
        assertThat(rig.poll(PATIENCE_NANOS)).isZero();
        assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOENT, Errno.EALREADY})
    void whatACancelDoesNotFindStillEndsOnce(int errno) throws Exception {
        try (InjectionRig rig = new InjectionRig(NEWEST)) {
            Pair pair = rig.streams();
            Told told = new Told();
            Receive receive = new Receive(pair.handle(), told);
            rig.submit(receive);
            rig.poll(0);
            Shot shot = rig.injector.failCancels(errno, 1);
            rig.engine.cancel(receive);
            for (int i = 0; i < 5; i++) {
                rig.poll(0);
            }
            assertThat(shot.hits()).isEqualTo(1);
            assertThat(told.results).isEmpty();
            rig.sendFrom(pair.peer(), "late");
            rig.until("the end", told::hasEnded);
            assertThat(told.text).hasToString("late");
            assertThat(told.finals).isEqualTo(1);
            assertThat(told.last).isEqualTo(-Errno.ECANCELED);
            rig.expectNothingInFlight(pair.handle());
            rig.expectBystanderUnharmed();
        }
    }

    @Test
    void closingCancelsAgainWhatWasNotFound() throws Exception {
        try (InjectionRig rig = new InjectionRig(NEWEST)) {
            for (int i = 0; i < 5; i++) {
                rig.submit(new Receive(rig.streams().handle(), new Told()));
            }
            rig.poll(0);
            Shot shot = rig.injector.failCancels(Errno.EALREADY, 4);
            rig.engine.close();
            assertThat(shot.isSpent()).isTrue();
        }
    }
}
