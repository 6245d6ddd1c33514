package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Close;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Receive;
import dev.ioreactor.engine.Send;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How handles end. */
public interface CloseLaws extends EngineLaws {
    @OnEveryTransport
    @DisplayName("15: after a close the peer sees all that was sent, and then the end")
    default void thePeerSeesAllThatWasSentAndThenTheEnd(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Chunk chunk = rig.chunk("the last words");
            Probe sender = new Probe();
            Send send = new Send(pair.handle(), sender);
            send.of(chunk, chunk.readableBytes());
            rig.submit(send);
            assertThat(rig.result(sender)).isEqualTo(chunk.readableBytes());
            rig.close(pair.handle(), Close.Mode.CLOSE);
            assertThat(pair.handle().isOpen()).isFalse();
            rig.until("the end", pair.peer()::hasEnded);
            assertThat(pair.peer().text()).isEqualTo("the last words");
        }
    }

    @Test
    @DisplayName("16: an abort resets the peer")
    default void anAbortResetsThePeer() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe receiver = new Probe();
            Receive receive = new Receive(pair.handle(), receiver);
            rig.submit(receive);
            rig.poll(0);
            rig.cancel(receive);
            assertThat(rig.result(receiver)).isEqualTo(-Errno.ECANCELED);
            rig.close(pair.handle(), Close.Mode.ABORT);
            rig.until("the reset", pair.peer()::wasReset);
            assertThat(pair.handle().isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("25: a handle can be closed before anything was asked of it")
    default void aHandleCanBeClosedBeforeAnythingWasAskedOfIt() {
        try (EngineRig rig = new EngineRig(engine())) {
            Handle listener = rig.listen(Transport.TCP4);
            rig.close(listener, Close.Mode.CLOSE);
            assertThat(listener.isOpen()).isFalse();
            rig.expectNothing(Duration.ofMillis(20));
        }
    }

    @OnEveryTransport
    @DisplayName("29: a released handle is open, untouched, and can be used blocking")
    default void aReleasedHandleCanBeUsedBlocking(Transport transport) throws Exception {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            release(rig, pair.handle());
            rig.closeEngine();
            pair.peer().send("hello");
            ByteBuffer target = ByteBuffer.allocate(16);
            assertThat(pair.handle().readBlocking(target)).isEqualTo(5);
            pair.handle().writeBlocking(ByteBuffer.wrap(bytes("world")));
            Await.until("world", () -> pair.peer().text().equals("world"));
            pair.peer().finish();
            assertThat(pair.handle().readBlocking(target)).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("29: blocking use of a released handle waits for the peer")
    default void blockingUseOfAReleasedHandleWaitsForThePeer() throws Exception {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            release(rig, pair.handle());
            int total = 4 << 20;
            Stream.Verifier verifier = new Stream.Verifier();
            Thread receiver = Stream.receive(pair.peer().channel(), verifier);
            ByteBuffer bytes = ByteBuffer.allocateDirect(total);
            Stream.fill(bytes, 0);
            pair.handle().writeBlocking(bytes.flip());
            assertThat(bytes.hasRemaining()).isFalse();
            pair.handle().close();
            receiver.join();
            assertThat(verifier.countBytes()).isEqualTo(total);
        }
    }

    @OnEveryTransport
    @DisplayName("29: a released handle can be used by another engine of the kind")
    default void aReleasedHandleCanBeUsedByAnotherEngine(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig first = new EngineRig(engine());
                EngineRig second = new EngineRig(engine())) {
            EngineRig.Pair pair = first.connected(transport);
            release(first, pair.handle());
            pair.peer().send("to the second");
            Probe probe = second.receive(pair.handle());
            second.until("the bytes", () -> probe.text().equals("to the second"));
            first.expectNothing(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("29: a released listener accepts for another engine")
    default void aReleasedListenerAcceptsForAnotherEngine() {
        try (EngineRig first = new EngineRig(engine());
                EngineRig second = new EngineRig(engine())) {
            Handle listener = first.listen(Transport.TCP4);
            Probe before = first.accept(listener);
            first.own(Transport.TCP4.connect(EngineRig.address(listener)));
            first.until("accepted by the first", () -> before.accepted.size() == 1);
            first.cancelAll();
            first.close(listener, Close.Mode.RELEASE);
            Probe after = second.accept(listener);
            second.own(Transport.TCP4.connect(EngineRig.address(listener)));
            second.until("accepted by the second", () -> after.accepted.size() == 1);
        }
    }

    private static void release(EngineRig rig, Handle handle) {
        Probe probe = new Probe();
        Receive receive = new Receive(handle, probe);
        rig.submit(receive);
        rig.poll(0);
        rig.cancel(receive);
        rig.until("the end of receiving", probe::hasEnded);
        rig.close(handle, Close.Mode.RELEASE);
        assertThat(handle.isOpen()).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
