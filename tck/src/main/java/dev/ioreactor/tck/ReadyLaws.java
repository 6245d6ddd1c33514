package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Ready;
import java.nio.channels.Pipe;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an engine tells that something can be done. */
public interface ReadyLaws extends EngineLaws {
    @Test
    @DisplayName("6: one-shot readiness completes once, when there is something to read")
    default void oneShotReadinessCompletesOnce() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Probe probe = await(rig, rig.own(pipe.borrow(rig.engine)), Ready.READ, false);
            rig.expectNothing(Duration.ofMillis(20));
            pipe.write("x");
            assertThat(rig.result(probe)).isEqualTo(Ready.READ);
            rig.expectNothing(Duration.ofMillis(20));
            assertThat(probe.results).hasSize(1);
        }
    }

    @Test
    @DisplayName("6: level readiness completes in every poll until it is over")
    default void levelReadinessCompletesInEveryPollUntilItIsOver() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Probe probe = await(rig, rig.own(pipe.borrow(rig.engine)), Ready.READ, true);
            pipe.write("x");
            for (int i = 1; i <= 5; i++) {
                assertThat(rig.poll(Duration.ofSeconds(5).toNanos())).isEqualTo(1);
                assertThat(probe.results).hasSize(i);
            }
            assertThat(pipe.read()).isEqualTo("x");
            rig.expectNothing(Duration.ofMillis(20));
            pipe.write("y");
            rig.until("ready again", () -> probe.results.size() > 5);
            assertThat(probe.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("6: cancelled level readiness ends once and is silent afterwards")
    default void cancelledLevelReadinessEndsOnce() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Probe probe = new Probe();
            Ready ready = new Ready(rig.own(pipe.borrow(rig.engine)), probe);
            ready.of(Ready.READ, true);
            rig.submit(ready);
            pipe.write("x");
            rig.until("ready", () -> !probe.results.isEmpty());
            rig.cancel(ready);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            rig.expectNothing(Duration.ofMillis(30));
        }
    }

    @Test
    @DisplayName("6: only what is asked for is told")
    default void onlyWhatIsAskedForIsTold() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().send("unread");
            assertThat(rig.result(await(rig, pair.handle(), Ready.WRITE, false)))
                    .isEqualTo(Ready.WRITE);
            assertThat(rig.result(await(rig, pair.handle(), Ready.READ, false)))
                    .isEqualTo(Ready.READ);
            Probe both = new Probe();
            Ready ready = new Ready(pair.handle(), both);
            ready.of(Ready.READ | Ready.WRITE, true);
            rig.submit(ready);
            rig.until("both", () -> both.last == (Ready.READ | Ready.WRITE));
        }
    }

    @Test
    @DisplayName("6: the end of a pipe is readable, or a hang-up")
    default void theEndOfAPipeIsTold() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Probe probe = await(rig, rig.own(pipe.borrow(rig.engine)), Ready.READ, false);
            rig.poll(0);
            pipe.closeWriter();
            int bits = rig.result(probe);
            assertThat(bits & (Ready.READ | Ready.HANGUP)).isNotZero();
            assertThat(pipe.read()).isNull();
        }
    }

    @Test
    @DisplayName("6: a hang-up costs no CPU while nothing is asked of a borrowed handle")
    default void aHangUpOfABorrowedHandleCostsNothing() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Handle handle = rig.own(pipe.borrow(rig.engine));
            Probe probe = new Probe();
            Ready ready = new Ready(handle, probe);
            ready.of(Ready.READ, true);
            rig.submit(ready);
            rig.poll(0);
            rig.cancel(ready);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            pipe.closeWriter();
            long cpuBefore = Cpu.ofThisThreadNanos();
            rig.expectNothing(Duration.ofMillis(300));
            assertThat(Cpu.ofThisThreadNanos() - cpuBefore).isLessThan(30_000_000);
        }
    }

    @Test
    @DisplayName("29: closing a borrowed handle leaves what it was borrowed from open")
    default void closingABorrowedHandleLeavesTheDescriptorOpen() {
        try (EngineRig rig = new EngineRig(engine());
                TestPipe pipe = TestPipe.open(engine())) {
            Handle handle = pipe.borrow(rig.engine);
            Probe probe = await(rig, handle, Ready.READ, false);
            pipe.write("x");
            rig.until("ready", probe::hasEnded);
            rig.close(handle, Close.Mode.CLOSE);
            handle.close();
            assertThat(pipe.read()).isEqualTo("x");
            pipe.write("y");
            assertThat(pipe.read()).isEqualTo("y");
        }
    }

    @Test
    @DisplayName("5: what the engine cannot wait for is refused, with a word of advice")
    default void whatTheEngineCannotWaitForIsRefused() throws Exception {
        try (EngineRig rig = new EngineRig(engine())) {
            if (!engine().has(Exemption.DESCRIPTORS)) {
                assertThatThrownBy(() -> rig.engine.sockets().borrow(0))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .message()
                        .isNotBlank();
            }
            if (!engine().has(Exemption.CHANNELS)) {
                Pipe pipe = Pipe.open();
                assertThatThrownBy(() -> rig.engine.sockets().borrow(pipe.source()))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .message()
                        .isNotBlank();
                pipe.sink().close();
                pipe.source().close();
            }
        }
    }

    private static Probe await(EngineRig rig, Handle handle, int interest, boolean level) {
        Probe probe = new Probe();
        Ready ready = new Ready(handle, probe);
        ready.of(interest, level);
        rig.submit(ready);
        return probe;
    }
}
