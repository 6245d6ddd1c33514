package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a send whose success may be late: {@link Send#successMayBeLate}. An engine that
 * makes nothing of it keeps these laws all the more.
 */
public interface LateSendLaws extends EngineLaws {
    /** A wait that nobody would sit out, and what must not take that long. */
    Duration LONG = Duration.ofSeconds(8);

    /** A wait that is over soon. */
    Duration SHORT = Duration.ofMillis(30);

    private static Send late(EngineRig rig, Handle handle, Probe probe, Chunk chunk) {
        Send send = new Send(handle, probe);
        send.of(chunk, chunk.readableBytes());
        send.successMayBeLate(true);
        rig.submit(send);
        return send;
    }

    /** Polls with a long wait until there is an end, which has to come soon. */
    private static int soon(EngineRig rig, Probe probe) {
        long begun = System.nanoTime();
        while (!probe.hasEnded()) {
            rig.poll(LONG.toNanos());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).as("how long it took").isLessThan(LONG.dividedBy(2));
        }
        return probe.last;
    }

    @OnEveryTransport
    @DisplayName("24: a late success comes by the end of the poll that performs the send")
    default void aLateSuccessComesByTheEndOfThePoll(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Chunk first = rig.chunk("one ");
            first.next = rig.chunk("two");
            String all = "";
            for (int i = 0; i < 3; i++) {
                Probe probe = new Probe();
                Send send = new Send(pair.handle(), probe);
                send.of(first, "one two".length());
                send.successMayBeLate(true);
                rig.submit(send);
                rig.flush();
                rig.poll(SHORT.toNanos());
                assertThat(probe.results).containsExactly("one two".length());
                all += "one two";
            }
            assertThat(pair.peer().text()).isEqualTo(all);
        }
    }

    @OnEveryTransport
    @DisplayName("24: what else happens meanwhile brings the late success with it")
    default void whatElseHappensBringsTheLateSuccess(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Probe receiver = rig.receive(pair.handle());
            rig.poll(0);
            pair.peer().send("ping");
            rig.until("ping", () -> receiver.text().equals("ping"));
            Probe sender = new Probe();
            late(rig, pair.handle(), sender, rig.chunk("pong"));
            pair.peer().send("again");
            rig.until("again", () -> receiver.text().equals("pingagain") && sender.hasEnded());
            assertThat(sender.results).containsExactly(4);
        }
    }

    @OnEveryTransport
    @DisplayName("24: a part that was sent is never late")
    default void aPartThatWasSentIsNeverLate(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Chunk chunk = rig.chunk(16 << 20);
            chunk.end = chunk.buffer.capacity();
            Probe probe = new Probe();
            late(rig, pair.handle(), probe, chunk);
            assertThat(soon(rig, probe)).isBetween(1, chunk.readableBytes() - 1);
            rig.until("the peer's", () -> pair.peer().count() == probe.last);
        }
    }

    @OnEveryTransport
    @DisplayName("24: a send that finds no room goes when there is some")
    default void aSendThatFindsNoRoomGoesWhenThereIsSome(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Chunk chunk = rig.chunk(16 << 20);
            chunk.end = chunk.buffer.capacity();
            long[] sent = {0};
            Probe waiting = fill(rig, pair.handle(), chunk, sent);
            rig.until("room", () -> pair.peer().count() > 0 && waiting.hasEnded());
            assertThat(waiting.last).isPositive();
            long total = sent[0] + waiting.last;
            rig.until("the peer's", () -> pair.peer().count() == total);
        }
    }

    /** Sends until a send waits; its probe, and in {@code sent} what went before it. */
    private static Probe fill(EngineRig rig, Handle handle, Chunk chunk, long[] sent) {
        while (true) {
            Probe probe = new Probe();
            late(rig, handle, probe, chunk);
            rig.poll(SHORT.toNanos());
            if (!probe.hasEnded()) {
                return probe;
            }
            assertThat(probe.last).isPositive();
            sent[0] += probe.last;
        }
    }

    @OnEveryTransport
    @DisplayName("17: a send to a peer that is gone is never late")
    default void aFailureIsNeverLate(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            pair.peer().close();
            Chunk chunk = rig.chunk("to nobody");
            Probe first = new Probe();
            late(rig, pair.handle(), first, chunk);
            rig.poll(SHORT.toNanos()); // TCP may take this one
            assertThat(first.hasEnded()).isTrue();
            Probe second = new Probe();
            late(rig, pair.handle(), second, chunk);
            assertThat(soon(rig, second)).isIn(-Errno.EPIPE, -Errno.ECONNRESET);
        }
    }

    @OnEveryTransport
    @DisplayName("24: the end after a cancel is never late, and tells what the peer gets")
    default void theEndAfterACancelIsNeverLate(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            int counted = 0;
            for (boolean flushed : new boolean[] {false, true, true, false}) {
                Probe probe = new Probe();
                Send send = late(rig, pair.handle(), probe, rig.chunk("perhaps"));
                if (flushed) {
                    rig.flush();
                }
                rig.cancel(send);
                int result = soon(rig, probe);
                assertThat(result).isIn(-Errno.ECANCELED, "perhaps".length());
                counted += Math.max(0, result);
            }
            close(rig, pair.handle());
            rig.until("the end", pair.peer()::hasEnded);
            assertThat(pair.peer().count()).isEqualTo(counted);
        }
    }

    private static void close(EngineRig rig, Handle handle) {
        Probe probe = new Probe();
        Close close = new Close(handle, probe);
        close.of(Close.Mode.CLOSE);
        rig.submit(close);
        assertThat(soon(rig, probe)).isZero();
    }

    @Test
    @DisplayName("26: more late sends than a poll delivers: each completes once, none waits")
    default void moreLateSendsThanAPollDelivers() {
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.batchesOf(4))) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 50);
            Chunk chunk = rig.chunk("x");
            for (int round = 1; round <= 3; round++) {
                List<Probe> probes = new ArrayList<>();
                for (EngineRig.Pair pair : pairs) {
                    Probe probe = new Probe();
                    late(rig, pair.handle(), probe, chunk);
                    probes.add(probe);
                }
                rig.poll(SHORT.toNanos());
                long begun = System.nanoTime();
                while (!probes.stream().allMatch(Probe::hasEnded)) {
                    assertThat(rig.poll(LONG.toNanos())).isLessThanOrEqualTo(4);
                }
                assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(4));
                int count = round;
                assertThat(pairs).allMatch(pair -> pair.peer().count() == count);
                assertThat(probes).allMatch(probe -> probe.results.equals(List.of(1)));
            }
        }
    }

    @Test
    @DisplayName("22: an engine closes with late sends in flight, and leaves nothing behind")
    default void anEngineClosesWithLateSendsInFlight() {
        try (EngineRig rig = new EngineRig(engine())) {
            List<EngineRig.Pair> pairs = rig.connected(Transport.TCP4, 8);
            rig.poll(0);
            for (EngineRig.Pair pair : pairs) {
                late(rig, pair.handle(), new Probe(), rig.chunk("half way"));
            }
            rig.flush();
            pairs.get(0).peer().close();
            rig.closeEngine();
        }
    }
}
