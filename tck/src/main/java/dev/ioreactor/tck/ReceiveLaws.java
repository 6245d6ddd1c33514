package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Receive;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the bytes of a stream arrive. */
public interface ReceiveLaws extends EngineLaws {
    @OnEveryTransport
    @DisplayName("15: receiving goes on until the peer half-closes, and then ends once")
    default void receiveEndsOnceWhenThePeerHalfCloses(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Probe probe = rig.receive(pair.handle());
            pair.peer().send("one ");
            rig.until("one", () -> probe.text().equals("one "));
            pair.peer().send("two");
            pair.peer().finish();
            assertThat(rig.result(probe)).isZero();
            assertThat(probe.text()).isEqualTo("one two");
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("16: a reset ends receiving after the bytes that had arrived")
    default void aResetEndsReceivingAfterTheBytesThatHadArrived() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().send("last words");
            pair.peer().reset();
            Probe probe = rig.receive(pair.handle());
            assertThat(rig.result(probe)).isEqualTo(-Errno.ECONNRESET);
            assertThat(probe.text()).isEqualTo("last words");
        }
    }

    @OnEveryTransport
    @DisplayName("16: bytes that had arrived before a close come before the end")
    default void bytesThatHadArrivedComeBeforeTheEnd(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.buffersOf(512))) {
            EngineRig.Pair pair = rig.connected(transport);
            byte[] bytes = new byte[50_000];
            pair.peer().send(bytes);
            pair.peer().close();
            Probe probe = rig.receive(pair.handle());
            assertThat(rig.result(probe)).isZero();
            assertThat(probe.count()).isEqualTo(bytes.length);
        }
    }

    @Test
    @DisplayName("14: no more is lent at a time than the buffer holds")
    default void noMoreIsLentThanTheBufferHolds() {
        try (EngineRig rig = new EngineRig(engine(), EngineLaws.buffersOf(1_024))) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().send(new byte[20_000]);
            Probe probe = rig.receive(pair.handle());
            rig.until("all", () -> probe.count() == 20_000);
            assertThat(probe.results).allMatch(count -> count > 0 && count <= 1_024);
        }
    }

    @Test
    @DisplayName("24: what was lent cannot be asked for after the completion")
    default void whatWasLentIsGoneAfterTheCompletion() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe probe = new Probe();
            Receive receive = new Receive(pair.handle(), probe);
            rig.submit(receive);
            pair.peer().send("gone");
            rig.until("the bytes", () -> probe.count() == 4);
            assertThatThrownBy(receive::data).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("27: what arrives while receiving is cancelled is kept")
    default void whatArrivesWhileReceivingIsCancelledIsKept() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe probe = new Probe();
            Receive receive = new Receive(pair.handle(), probe);
            rig.submit(receive);
            rig.poll(0);
            rig.cancel(receive);
            rig.until("cancelled", probe::hasEnded);
            pair.peer().send("kept");
            rig.expectNothing(Duration.ofMillis(30));
            rig.submit(receive);
            rig.until("the bytes", () -> probe.text().equals("kept"));
        }
    }

    @OnEveryTransport
    @DisplayName("13: a long stream arrives whole and in order")
    default void aLongStreamArrivesWholeAndInOrder(Transport transport) throws Exception {
        transport.assumeOn(engine());
        int total = Scale.of(32 << 20, 1 << 30);
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Stream.Verifier verifier = new Stream.Verifier();
            Receive[] receive = new Receive[1];
            AtomicInteger ended = new AtomicInteger();
            receive[0] =
                    new Receive(
                            pair.handle(),
                            (operation, result, more) -> {
                                if (result > 0) {
                                    verifier.take(receive[0].data());
                                }
                                if (!more) {
                                    ended.incrementAndGet();
                                }
                            });
            rig.submit(receive[0]);
            Thread sender = Stream.send(pair.peer().channel(), total);
            rig.until("the end", () -> ended.get() == 1);
            sender.join();
            assertThat(verifier.countBytes()).isEqualTo(total);
        }
    }

    @Test
    @DisplayName("3: of two handles each gets its own bytes")
    default void eachHandleGetsItsOwnBytes() {
        try (EngineRig rig = new EngineRig(engine())) {
            var pairs = rig.connected(Transport.TCP4, 50);
            var probes = pairs.stream().map(pair -> rig.receive(pair.handle())).toList();
            for (int i = 0; i < 50; i++) {
                pairs.get(i).peer().send("of " + i);
            }
            for (int i = 0; i < 50; i++) {
                int index = i;
                rig.until("of " + i, () -> probes.get(index).text().equals("of " + index));
            }
        }
    }

    @Test
    @DisplayName("13: the engine can tell how many bytes wait, or says that it cannot")
    default void theEngineCanTellHowManyBytesWait() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().trySend(ByteBuffer.wrap(new byte[123]));
            int available = pair.handle().availableBytes();
            assertThat(available).isIn(-Errno.ENOTSUP, 123);
        }
    }
}
