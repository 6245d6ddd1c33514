package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.Shutdown;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the bytes of a stream leave. */
public interface SendLaws extends EngineLaws {
    @OnEveryTransport
    @DisplayName("13: a send gathers a chain of chunks, in order, and leaves them as they were")
    default void aSendGathersAChainInOrder(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Chunk first = rig.chunk("(skipped)one ");
            first.begin = "(skipped)".length();
            Chunk second = rig.chunk("two ");
            Chunk third = rig.chunk("three(not sent)");
            first.next = second;
            second.next = third;
            Probe probe = new Probe();
            Send send = new Send(pair.handle(), probe);
            send.of(first, "one two three".length());
            rig.submit(send);
            assertThat(rig.result(probe)).isEqualTo("one two three".length());
            rig.until("the peer's", () -> pair.peer().text().equals("one two three"));
            assertThat(first.begin).isEqualTo("(skipped)".length());
            assertThat(third.readableBytes()).isEqualTo("three(not sent)".length());
        }
    }

    @Test
    @DisplayName("13: a chain of more chunks than a system call takes is sent all the same")
    default void aChainOfManyChunksIsSent() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Chunk head = rig.chunk("0");
            Chunk tail = head;
            StringBuilder all = new StringBuilder("0");
            for (int i = 1; i < 1_500; i++) {
                tail.next = rig.chunk(i + ",");
                tail = tail.next;
                all.append(i).append(',');
            }
            sendAll(rig, pair, head, all.length());
            rig.until("the peer's", () -> pair.peer().count() == all.length());
            assertThat(pair.peer().text()).isEqualTo(all.toString());
        }
    }

    /** Sends again and again until all is sent, as the owner of an outbound queue does. */
    private static void sendAll(EngineRig rig, EngineRig.Pair pair, Chunk head, int total) {
        int left = total;
        Chunk chunk = head;
        while (left > 0) {
            Probe probe = new Probe();
            Send send = new Send(pair.handle(), probe);
            send.of(chunk, left);
            rig.submit(send);
            int sent = rig.result(probe);
            assertThat(sent).isBetween(1, left);
            left -= sent;
            for (int passed = sent; passed > 0 && left > 0; ) {
                int step = Math.min(passed, chunk.readableBytes());
                chunk.begin += step;
                passed -= step;
                chunk = chunk.readableBytes() == 0 && chunk.next != null ? chunk.next : chunk;
            }
        }
    }

    @OnEveryTransport
    @DisplayName("13: a long stream leaves whole and in order, whatever the kernel takes at a time")
    default void aLongStreamLeavesWholeAndInOrder(Transport transport) throws Exception {
        transport.assumeOn(engine());
        int total = Scale.of(32 << 20, 1 << 30);
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Stream.Verifier verifier = new Stream.Verifier();
            Thread receiver = Stream.receive(pair.peer().channel(), verifier);
            Chunk chunk = rig.chunk(1 << 20);
            Probe[] probe = {new Probe()};
            long sent = 0;
            while (sent < total) {
                chunk.begin = 0;
                chunk.end = (int) Math.min(chunk.buffer.capacity(), total - sent);
                Stream.fill(chunk.buffer.clear().limit(chunk.end), sent);
                while (chunk.readableBytes() > 0) {
                    probe[0] = new Probe();
                    Send send = new Send(pair.handle(), probe[0]);
                    send.of(chunk, chunk.readableBytes());
                    rig.submit(send);
                    int count = rig.result(probe[0]);
                    assertThat(count).isPositive();
                    chunk.begin += count;
                    sent += count;
                }
            }
            shutdown(rig, pair);
            receiver.join();
            assertThat(verifier.countBytes()).isEqualTo(total);
        }
    }

    private static void shutdown(EngineRig rig, EngineRig.Pair pair) {
        Probe probe = new Probe();
        rig.submit(new Shutdown(pair.handle(), probe));
        assertThat(rig.result(probe)).isZero();
    }

    @OnEveryTransport
    @DisplayName("13: a cancelled send counts exactly what the peer gets")
    default void aCancelledSendCountsWhatThePeerGets(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            EngineRig.Waiting waiting = rig.sendUntilItWaits(pair.handle());
            rig.cancel(waiting.send());
            int last = rig.result(waiting.probe());
            assertThat(last == -Errno.ECANCELED || last > 0).as("result %s", last).isTrue();
            long counted = waiting.sentBytes() + Math.max(0, last);
            shutdown(rig, pair);
            rig.until("the end", pair.peer()::hasEnded);
            assertThat(pair.peer().count()).isEqualTo(counted);
        }
    }

    @OnEveryTransport
    @DisplayName("17: sending to a peer that is gone fails and harms nobody")
    default void sendingToAPeerThatIsGoneFails(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            pair.peer().close();
            Chunk chunk = rig.chunk("to nobody");
            int result = 1;
            for (int i = 0; i < 100 && result > 0; i++) {
                Probe probe = new Probe();
                Send send = new Send(pair.handle(), probe);
                send.of(chunk, chunk.readableBytes());
                rig.submit(send);
                result = rig.result(probe);
            }
            assertThat(result).isIn(-Errno.EPIPE, -Errno.ECONNRESET);
        }
    }

    @OnEveryTransport
    @DisplayName("15: the other direction goes on after a half-close")
    default void theOtherDirectionGoesOnAfterAHalfClose(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            Probe receiver = rig.receive(pair.handle());
            Chunk chunk = rig.chunk("bye");
            sendAll(rig, pair, chunk, 3);
            shutdown(rig, pair);
            rig.until("the end", pair.peer()::hasEnded);
            assertThat(pair.peer().text()).isEqualTo("bye");
            pair.peer().send("still here");
            rig.until("still here", () -> receiver.text().equals("still here"));
            assertThat(receiver.hasEnded()).isFalse();
        }
    }

    @Test
    @DisplayName("13: a handle receives while its send waits")
    default void aHandleReceivesWhileItsSendWaits() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            Probe receiver = rig.receive(pair.handle());
            Probe sender = rig.sendUntilItWaits(pair.handle()).probe();
            pair.peer().send("meanwhile");
            rig.until("meanwhile", () -> receiver.text().equals("meanwhile"));
            assertThat(sender.hasEnded()).isFalse();
            rig.until("room again", () -> pair.peer().count() > 0 && sender.hasEnded());
            assertThat(sender.last).isPositive();
        }
    }

    @OnEveryTransport
    @DisplayName(
            "13: what is sent at once moves the buffer by as much, and goes before what follows")
    default void whatIsSentAtOnceMovesTheBuffer(Transport transport) {
        transport.assumeOn(engine());
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(transport);
            ByteBuffer bytes = ByteBuffer.allocateDirect(64 << 20);
            Stream.fill(bytes.limit(8 << 20).position(0), 0);
            bytes.flip().position(3);
            long sent = 3;
            int result = 0;
            // Until the kernel takes no more.
            while (bytes.hasRemaining() && result != -Errno.EAGAIN) {
                result = rig.engine.sendNow(pair.handle(), bytes);
                assertThat(result == -Errno.EAGAIN || result > 0).as("result %s", result).isTrue();
                sent += Math.max(0, result);
                assertThat(bytes.position()).isEqualTo((int) sent);
            }
            assertThat(result).as("the peer reads nothing").isEqualTo(-Errno.EAGAIN);
            Chunk rest = rig.chunk(1 << 10);
            Stream.fill(rest.buffer.clear(), sent);
            rest.end = rest.buffer.capacity();
            Probe probe = new Probe();
            Send send = new Send(pair.handle(), probe);
            send.of(rest, rest.readableBytes());
            rig.submit(send);
            Stream.Verifier verifier = new Stream.Verifier(3);
            long most = sent + rest.readableBytes();
            rig.until(
                    "all",
                    () ->
                            pair.peer().take(verifier) >= 0
                                    && probe.hasEnded()
                                    && verifier.countBytes()
                                            == most - rest.readableBytes() + probe.last);
            assertThat(probe.last).isPositive();
        }
    }

    @Test
    @DisplayName("16: sending at once to a peer that has reset fails, and moves nothing")
    default void sendingAtOnceToAPeerThatHasResetFails() {
        try (EngineRig rig = new EngineRig(engine())) {
            EngineRig.Pair pair = rig.connected(Transport.TCP4);
            pair.peer().reset();
            ByteBuffer bytes = ByteBuffer.allocateDirect(100);
            rig.until("the reset has come", () -> pair.handle().availableBytes() <= 0);
            int[] result = {0};
            rig.until(
                    "it fails",
                    () -> (result[0] = rig.engine.sendNow(pair.handle(), bytes.clear())) < 0);
            assertThat(result[0]).isIn(-Errno.EPIPE, -Errno.ECONNRESET, -Errno.EAGAIN);
            assertThat(bytes.position()).isZero();
        }
    }
}
