package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How operations begin and end, whatever they do. */
public interface OperationLaws extends EngineLaws {
    @Test
    @DisplayName("5: an operation in flight cannot be submitted again")
    default void anOperationInFlightCannotBeSubmittedAgain() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = rig.connected(Transport.TCP4).handle();
            Receive receive = new Receive(handle, new Probe());
            rig.submit(receive);
            assertThatThrownBy(() -> rig.engine.submit(receive))
                    .isInstanceOf(IllegalStateException.class);
            rig.poll(0);
            assertThatThrownBy(() -> rig.engine.submit(receive))
                    .isInstanceOf(IllegalStateException.class);
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("24: a cancelled operation completes exactly once")
    default void aCancelledOperationCompletesExactlyOnce() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = rig.connected(Transport.TCP4).handle();
            Probe probe = new Probe();
            Receive receive = new Receive(handle, probe);
            rig.submit(receive);
            rig.poll(0);
            rig.cancel(receive);
            rig.cancel(receive);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.cancel(receive);
            rig.expectNothing(Duration.ofMillis(20));
            assertThat(probe.finals).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("24: an operation cancelled before it was started completes exactly once")
    default void anOperationCancelledBeforeItWasStartedCompletesExactlyOnce() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = rig.connected(Transport.TCP4).handle();
            Probe probe = new Probe();
            Receive receive = new Receive(handle, probe);
            rig.submit(receive);
            rig.cancel(receive);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.expectNothing(Duration.ofMillis(20));
            assertThat(probe.results).hasSize(1);
        }
    }

    @Test
    @DisplayName("24: cancel races with data: each operation ends once and no byte is lost")
    default void noByteIsLostWhenCancelRacesWithData() {
        SplittableRandom random = Seed.random("cancel race");
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe probe = new Probe();
            Receive receive = new Receive(pair.handle(), probe);
            for (int round = 1; round <= 2_000; round++) {
                int finalsBefore = probe.finals;
                rig.submit(receive);
                pair.peer().send("x");
                for (int polls = random.nextInt(3); polls > 0; polls--) {
                    rig.poll(0);
                }
                rig.cancel(receive);
                rig.until("the end", () -> probe.finals == finalsBefore + 1);
            }
            rig.submit(receive);
            rig.until("all bytes", () -> probe.count() == 2_000);
        }
    }

    @Test
    @DisplayName("24: cancelling an idle operation does nothing")
    default void cancellingAnIdleOperationDoesNothing() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = rig.connected(Transport.TCP4).handle();
            rig.cancel(new Receive(handle, new Probe()));
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("24: operations can be submitted and cancelled from inside a completion")
    default void operationsCanBeSubmittedAndCancelledFromInsideACompletion() {
        try (EngineRig rig = new EngineRig(engine())) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 2);
            Probe second = new Probe();
            Receive receive = new Receive(pairs.get(1).handle(), second);
            rig.submit(receive);
            Probe third = new Probe();
            Ready ready = new Ready(pairs.get(0).handle(), third);
            ready.of(Ready.WRITE, false);
            Probe first = rig.receive(pairs.get(0).handle());
            first.then(() -> {
                if (first.results.size() == 1) {
                    rig.cancel(receive);
                    rig.submit(ready);
                }
            });
            rig.poll(0);
            pairs.get(0).peer().send("go");
            assertThat(rig.result(second)).isEqualTo(-Errno.ECANCELED);
            assertThat(rig.result(third) & Ready.WRITE).isNotZero();
            assertThat(first.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("24: an operation can be submitted again from inside its own final completion")
    default void anOperationCanBeSubmittedAgainFromInsideItsFinalCompletion() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle handle = rig.connected(Transport.TCP4).handle();
            Probe probe = new Probe();
            Ready ready = new Ready(handle, probe);
            ready.of(Ready.WRITE, false);
            probe.then(() -> {
                if (probe.finals < 100) {
                    rig.submit(ready);
                }
            });
            rig.submit(ready);
            rig.until("100 completions", () -> probe.finals == 100);
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("26: one poll delivers no more than its batch, and the rest is not lost")
    default void moreEventsThanTheBatchAreNotLost() {
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.batchesOf(8))) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 100);
            List<Probe> probes = new ArrayList<>();
            for (EngineRig.Pair pair : pairs) {
                probes.add(rig.receive(pair.handle()));
                pair.peer().send("x");
            }
            long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
            while (!probes.stream().allMatch(probe -> probe.count() == 1)) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                assertThat(rig.poll(1_000_000)).isLessThanOrEqualTo(8);
            }
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("26: what is always ready does not starve what became ready behind it")
    default void aFullBatchStarvesNobody() {
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.batchesOf(4))) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 33);
            List<Probe> probes = new ArrayList<>();
            for (EngineRig.Pair pair : pairs) {
                Probe probe = new Probe();
                Ready ready = new Ready(pair.handle(), probe);
                ready.of(Ready.WRITE, true);
                rig.submit(ready);
                probes.add(probe);
            }
            for (int polls = 0; polls < 2_000; polls++) {
                rig.poll(0);
            }
            for (Probe probe : probes) {
                assertThat(probe.results.size()).as("completions of one of 33").isGreaterThan(20);
            }
        }
    }

    @Test
    @DisplayName("24: closing the engine delivers nothing and leaves the handles to their owners")
    default void closingTheEngineLeavesTheHandlesToTheirOwners() throws Exception {
        try (EngineRig rig = new EngineRig(engine())) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 3);
            List<Probe> probes = new ArrayList<>();
            for (EngineRig.Pair pair : pairs) {
                probes.add(rig.receive(pair.handle()));
            }
            rig.poll(0);
            pairs.get(0).peer().send("in flight");
            rig.closeEngine();
            rig.closeEngine();
            assertThat(probes).noneMatch(Probe::hasEnded);
            assertThat(pairs).allMatch(pair -> pair.handle().isOpen());
            assertThat(pairs.get(1).peer().hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("24: flush never blocks, with nothing to do and with everything waiting")
    default void flushNeverBlocks() {
        try (EngineRig rig = new EngineRig(engine())) {
            long begin = System.nanoTime();
            assertThat(rig.flush()).isZero();
            rig.receive(rig.connected(Transport.TCP4).handle());
            for (int i = 0; i < 100; i++) {
                assertThat(rig.flush()).isZero();
            }
            assertThat(System.nanoTime() - begin).isLessThan(Await.PATIENCE.toNanos());
        }
    }

    @Test
    @DisplayName("24: what flush leaves undone, poll does")
    default void whatFlushLeavesUndonePollDoes() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().send("early");
            Probe probe = rig.receive(pair.handle());
            rig.flush();
            rig.until("the bytes", () -> probe.text().equals("early"));
        }
    }

    @Test
    @DisplayName("3: 2,500 operations cancelled and closed by the first completion stay silent")
    default void handlesClosedByTheFirstCompletionStaySilent() {
        try (EngineRig rig = new EngineRig(engine())) {
            int count = 2_500;
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, count);
            List<Receive> receives = new ArrayList<>();
            List<Probe> probes = new ArrayList<>();
            List<Probe> closed = new ArrayList<>();
            boolean[] fired = {false};
            for (EngineRig.Pair pair : pairs) {
                Probe probe = new Probe();
                Receive receive = new Receive(pair.handle(), probe);
                receives.add(receive);
                probes.add(probe);
                probe.then(() -> {
                    if (!fired[0]) {
                        fired[0] = true;
                        receives.forEach(rig::cancel);
                    }
                    if (probe.hasEnded()) {
                        Probe end = new Probe();
                        closed.add(end);
                        rig.submit(new Close(pair.handle(), end));
                    }
                });
            }
            receives.forEach(rig::submit);
            rig.poll(0);
            pairs.forEach(pair -> pair.peer().send("x"));
            rig.until(
                    "2,500 closed",
                    () -> closed.size() == count && closed.stream().allMatch(Probe::hasEnded));
            assertThat(probes).allMatch(probe -> probe.finals == 1);
            reuseTheNumbersOf(rig, 500);
        }
    }

    /** New handles get numbers of closed ones: nothing of the past may reach them. */
    private static void reuseTheNumbersOf(EngineRig rig, int count) {
        List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, count);
        List<Probe> probes = new ArrayList<>();
        for (EngineRig.Pair pair : pairs) {
            probes.add(rig.receive(pair.handle()));
        }
        rig.expectNothing(Duration.ofMillis(50));
        for (int i = 0; i < count; i++) {
            pairs.get(i).peer().send("of " + i);
        }
        rig.until(
                "all of the new bytes",
                () -> {
                    for (int i = 0; i < count; i++) {
                        if (!probes.get(i).text().equals("of " + i)) {
                            return false;
                        }
                    }
                    return true;
                });
    }
}
