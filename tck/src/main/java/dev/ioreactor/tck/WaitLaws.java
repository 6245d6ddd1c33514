package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Receive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long a wait takes, and what it costs. */
public interface WaitLaws extends EngineLaws {
    @Test
    @DisplayName("8: a timed wait never ends early")
    default void aTimedWaitNeverEndsEarly() {
        long[] waitsNanos = {
            0, 1, 999, 50_000, 999_999, 1_000_000, 1_000_001, 1_500_000, 20_000_000
        };
        try (EngineRig rig = new EngineRig(engine())) {
            rig.poll(0);
            for (long waitNanos : waitsNanos) {
                long begin = System.nanoTime();
                assertThat(rig.poll(waitNanos)).isZero();
                assertThat(System.nanoTime() - begin)
                        .as("nanoseconds waited")
                        .isGreaterThanOrEqualTo(waitNanos);
            }
        }
    }

    @Test
    @DisplayName("8: a timed wait ends about in time")
    default void aTimedWaitEndsAboutInTime() {
        try (EngineRig rig = new EngineRig(engine())) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                rig.poll(1_000_000);
                best = Math.min(best, System.nanoTime() - begin);
            }
            assertThat(best).as("best of 20 waits of 1 ms").isLessThan(3_000_000);
        }
    }

    @Test
    @DisplayName("8: signals neither cut nor stretch a timed wait")
    default void signalsNeitherCutNorStretchATimedWait() throws Exception {
        Path self = Path.of("/proc/thread-self");
        Assumptions.assumeTrue(Files.exists(self), "threads are not visible");
        try (EngineRig rig = new EngineRig(engine())) {
            long waitNanos = Duration.ofMillis(400).toNanos();
            Process signals = signalEveryTenMillis(self.toRealPath().getFileName().toString());
            try {
                int first = signals.getInputStream().read();
                assertThat(first).as("the first signal").isEqualTo('+');
                long begin = System.nanoTime();
                int delivered = rig.poll(waitNanos);
                long waited = System.nanoTime() - begin;
                assertThat(signals.isAlive()).as("signals came all the time").isTrue();
                assertThat(delivered).isZero();
                assertThat(waited).isBetween(waitNanos, 5 * waitNanos);
            } finally {
                signals.destroyForcibly();
                signals.waitFor();
            }
        }
    }

    /**
     * Interrupts one thread for eight seconds, by the signal for which the JDK has a handler that
     * does nothing: what it interrupts its own blocking channels with (NativeThread.c of OpenJDK).
     * To kill a thread's id sends to the process, but Linux prefers that thread as the receiver.
     */
    private static Process signalEveryTenMillis(String threadId) throws IOException {
        String script =
                "kill -62 "
                        + threadId
                        + " && echo +; i=0; while [ $i -lt 800 ]; do kill -62 "
                        + threadId
                        + " || exit; sleep 0.01; i=$((i+1)); done";
        return new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    }

    @Test
    @DisplayName("6: a reset peer costs no CPU while nothing is asked of the handle")
    default void aResetPeerCostsNothingWhileNothingIsAsked() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe probe = new Probe();
            Receive receive = new Receive(pair.handle(), probe);
            rig.submit(receive);
            rig.poll(0);
            rig.cancel(receive);
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECANCELED);
            pair.peer().reset();
            expectIdle(rig, Duration.ofMillis(400));
        }
    }

    @Test
    @DisplayName("6: a peer that half-closes or hangs up costs no CPU while nothing is asked")
    default void aHangUpCostsNothingWhileNothingIsAsked() {
        for (Transport transport : new Transport[] {Transport.TCP4, Transport.UNIX}) {
            if (transport == Transport.UNIX && !engine().has(Exemption.UNIX_SOCKETS)) {
                continue;
            }
            try (EngineRig rig = new EngineRig(engine())) {
                EngineRig.Pair pair = rig.connected(transport);
                Probe probe = rig.receive(pair.handle());
                pair.peer().finish();
                assertThat(rig.result(probe)).isZero();
                pair.peer().close();
                expectIdle(rig, Duration.ofMillis(300));
            }
        }
    }

    @Test
    @DisplayName("6: waiting without end costs no CPU")
    default void waitingCostsNothing() {
        try (EngineRig rig = new EngineRig(engine())) {
            rig.receive(rig.connected(Transport.TCP4).handle());
            rig.accept(rig.listen(Transport.TCP4));
            expectIdle(rig, Duration.ofMillis(300));
        }
    }

    private static void expectIdle(EngineRig rig, Duration time) {
        rig.poll(0);
        long cpuBefore = Cpu.ofThisThreadNanos();
        rig.expectNothing(time);
        assertThat(Cpu.ofThisThreadNanos() - cpuBefore)
                .as("CPU nanoseconds in %s of waiting", time)
                .isLessThan(time.toNanos() / 10);
    }
}
