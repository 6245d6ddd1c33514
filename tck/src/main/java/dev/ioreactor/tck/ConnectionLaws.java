package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a handler of a connection sees, from its opening to its end. */
public interface ConnectionLaws extends ReactorLaws {
    @OnEveryTransport
    @DisplayName("13: what a peer sends comes back from an echo, byte for byte")
    default void anEchoAnswersByteForByte(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onBytes(Connection::send);
            Peer peer = reactor.peerOf(transport, recorder);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                peer.send("message " + i + "\n");
                all.append("message ").append(i).append('\n');
                int expected = all.length();
                reactor.until("the echo", () -> peer.count() == expected);
            }
            assertThat(peer.text()).isEqualTo(all.toString());
        }
    }

    @OnEveryTransport
    @DisplayName("15: opened, bytes, end of stream, closed: each once and in this order")
    default void callbacksComeOnceAndInOrder(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            peer.send("hello");
            peer.close();
            reactor.expectEvents(recorder, "opened", "bytes hello", "end", "closed EndOfStream");
            reactor.expectNoEvents(recorder, Duration.ofMillis(20));
        }
    }

    @OnEveryTransport
    @DisplayName("15: after the peer's end of stream the other direction still works")
    default void theOtherDirectionWorksAfterTheEndOfStream(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().onEnd(connection -> {});
            Peer peer = reactor.peerOf(transport, recorder);
            peer.send("question");
            peer.finish();
            reactor.expectEvents(recorder, "opened", "bytes question", "end");
            for (int i = 0; i < 5; i++) {
                assertThat(recorder.connection().send("answer ")).isTrue();
                reactor.cycles(2);
            }
            recorder.connection().drain();
            reactor.until("the peer's end", peer::hasEnded);
            assertThat(peer.text()).isEqualTo("answer ".repeat(5));
            reactor.expectEvents(
                    recorder, "opened", "bytes question", "end", "closed " + "EndOfStream");
        }
    }

    @OnEveryTransport
    @DisplayName("15: after the own half-close bytes still arrive")
    default void bytesArriveAfterTheOwnHalfClose(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().send("all of it");
            recorder.connection().finish();
            assertThat(recorder.connection().send("too late")).isFalse();
            reactor.until("the peer's end", peer::hasEnded);
            assertThat(peer.text()).isEqualTo("all of it");
            peer.send("still here");
            reactor.expectEvents(recorder, "opened", "bytes still here");
            peer.finish();
            reactor.expectEvents(
                    recorder, "opened", "bytes still here", "end", "closed EndOfStream");
        }
    }

    @Test
    @DisplayName("16: a reset closes once, with its cause, after the bytes that had arrived")
    default void aResetClosesOnceAfterTheBytesThatHadArrived() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            peer.send("last words");
            peer.reset();
            reactor.expectEvents(recorder, "opened", "bytes last words", "closed Reset");
            reactor.expectNoEvents(recorder, Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("16: a connection that cannot send tells why, however much is left unread then")
    default void aConnectionThatCannotSendTellsWhyHoweverMuchIsLeftUnread() {
        Limits small = Limits.defaults().receiveBufferBytes(2_048).unreadBytes(2_048);
        for (int lowWatermark : new int[] {32 << 10, 0}) { // copied; and sent at once, uncopied
            Limits limits = small.watermarks(lowWatermark, 64 << 10);
            try (TestReactor reactor = new TestReactor(engine(), limits)) {
                Recorder recorder =
                        reactor.recorder()
                                .onOpened(Connection::pause)
                                .onBytes(Connection::send)
                                .leavingBytes();
                Peer peer = reactor.peerOf(Transport.TCP4, recorder);
                reactor.until("opened", recorder::isOpened);
                peer.send(new byte[20_000]);
                peer.reset();
                recorder.connection().resume();
                reactor.until("closed", recorder::isClosed);
                assertThat(recorder.reason).isInstanceOf(CloseReason.Reset.class);
                assertThat(recorder.closedCount).isEqualTo(1);
            }
        }
    }

    @Test
    @DisplayName("16: an abort resets the peer")
    default void anAbortResetsThePeer() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().abort();
            assertThat(recorder.isClosed()).as("closed from inside abort").isFalse();
            reactor.expectEvents(recorder, "opened", "closed LocalAbort");
            reactor.until("the reset", peer::wasReset);
        }
    }

    @OnEveryTransport
    @DisplayName("17: a peer's close is noticed while reading is paused, or by the next write")
    default void aPeersCloseIsNoticedWhilePaused(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().pause();
            reactor.cycles(2);
            if (transport.isTcp()) {
                peer.reset();
            } else {
                peer.close();
            }
            if (!engine().has(Exemption.HANGUP_WHILE_PAUSED)) {
                reactor.expectNoEvents(recorder, Duration.ofMillis(30));
                recorder.connection().send("is anybody there?");
            }
            reactor.until("closed", recorder::isClosed);
            boolean endIsEnough = !transport.isTcp() && recorder.events.contains("end");
            assertThat(recorder.reason)
                    .isInstanceOf(
                            endIsEnough ? CloseReason.EndOfStream.class : CloseReason.Reset.class);
        }
    }

    @Test
    @DisplayName("27: bytes that came before a reset are not lost by a pause")
    default void bytesBeforeAResetAreNotLostByAPause() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().pause();
            reactor.cycles(2);
            peer.send("kept");
            peer.reset();
            reactor.runFor(Duration.ofMillis(30));
            recorder.connection().resume();
            reactor.expectEvents(recorder, "opened", "bytes kept", "closed Reset");
        }
    }

    @OnEveryTransport
    @DisplayName("27: no bytes come between pause and resume, and none is lost")
    default void noBytesComeWhilePausedAndNoneIsLost(Transport transport) {
        transport.assumeOn(engine());
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(transport, recorder);
            StringBuilder all = new StringBuilder();
            for (int round = 0; round < 20; round++) {
                String text = "round " + round + " ";
                all.append(text);
                reactor.until("opened", recorder::isOpened);
                recorder.connection().pause();
                assertThat(recorder.connection().isPaused()).isTrue();
                peer.send(text);
                reactor.expectNoEvents(recorder, Duration.ofMillis(3));
                recorder.connection().resume();
                reactor.until("the bytes", () -> recorder.text().contentEquals(all));
            }
        }
    }

    @Test
    @DisplayName("27: a pause inside of a callback holds at once")
    default void aPauseInsideOfACallbackHoldsAtOnce() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            recorder.onBytes((connection, bytes) -> connection.pause());
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            peer.send("one");
            reactor.expectEvents(recorder, "opened", "bytes one");
            peer.send("two");
            peer.finish();
            reactor.expectNoEvents(recorder, Duration.ofMillis(30));
            recorder.connection().resume();
            reactor.until("two", () -> recorder.text().equals("onetwo"));
            assertThat(recorder.events).doesNotContain("end");
            recorder.connection().resume();
            reactor.until("closed", recorder::isClosed);
        }
    }

    @Test
    @DisplayName("25: a connection can be closed in any callback; closed is last, and once")
    default void aConnectionCanBeClosedInAnyCallback() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Recorder> recorders = new ArrayList<>();
            recorders.add(reactor.recorder().onOpened(Connection::close));
            recorders.add(reactor.recorder().onBytes((connection, bytes) -> connection.close()));
            recorders.add(reactor.recorder().onEnd(Connection::close));
            recorders.add(
                    reactor.recorder()
                            .onOpened(connection -> {
                                connection.send("x");
                                connection.abort();
                                connection.close();
                                connection.drain();
                                connection.finish();
                                connection.pause();
                                connection.resume();
                            }));
            recorders.add(
                    reactor.recorder()
                            .onClosed(connection -> {
                                connection.close();
                                connection.abort();
                                assertThat(connection.isOpen()).isFalse();
                                assertThat(connection.send("x")).isFalse();
                            }));
            for (Recorder recorder : recorders) {
                Peer peer = reactor.peerOf(Transport.TCP4, recorder);
                sendQuietly(peer);
                reactor.until("closed", recorder::isClosed);
                reactor.cycles(3);
                assertThat(recorder.closedCount).isEqualTo(1);
            }
        }
    }

    private static void sendQuietly(Peer peer) {
        try {
            peer.send("bytes");
            peer.finish();
        } catch (java.io.UncheckedIOException e) {
            // The connection was closed as soon as it was open: that is what is tested.
            peer.close();
        }
    }

    @Test
    @DisplayName("25: close does not call closed from inside")
    default void closeDoesNotCallBack() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            List<String> order = new ArrayList<>();
            recorder.onBytes((connection, bytes) -> {
                connection.close();
                order.add("close returned");
            });
            recorder.onClosed(connection -> order.add("closed"));
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            peer.send("x");
            reactor.until("closed", recorder::isClosed);
            assertThat(order).containsExactly("close returned", "closed");
            assertThat(recorder.reason).isInstanceOf(CloseReason.LocalClose.class);
        }
    }

    @Test
    @DisplayName("3: 2,500 connections closed by the first callback are not told of their bytes")
    default void connectionsClosedByTheFirstCallbackAreNotToldOfTheirBytes() {
        int count = 2_500;
        try (TestReactor reactor = new TestReactor(engine())) {
            List<Recorder> recorders = new ArrayList<>();
            int[] told = {0};
            Listener listener =
                    reactor.listen(
                            Transport.TCP4,
                            connection -> {
                                Recorder recorder = reactor.recorder();
                                recorders.add(recorder);
                                return recorder.onBytes((from, bytes) -> {
                                    told[0]++;
                                    recorders.forEach(r -> r.connection().close());
                                });
                            });
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                peers.add(reactor.connect(Transport.TCP4, listener));
                int expected = i + 1;
                if (expected % 100 == 0) {
                    reactor.until(
                            "accepted",
                            () -> recorders.size() == expected && recorders.getLast().isOpened());
                }
            }
            peers.forEach(peer -> peer.send("x"));
            reactor.until("all closed", () -> recorders.stream().allMatch(Recorder::isClosed));
            assertThat(told[0]).isEqualTo(1);
            reactor.until("ends", () -> peers.stream().allMatch(p -> p.hasEnded() || p.wasReset()));
        }
    }

    @Test
    @DisplayName("9: 10,000 sends from inside of handlers neither nest nor grow the stack")
    default void sendingInsideOfAHandlerDoesNotNest() {
        try (TestReactor reactor = new TestReactor(engine())) {
            int[] left = {10_000};
            int[] deepest = {0};
            Recorder.BytesHook pingPong =
                    (connection, bytes) -> {
                        if (left[0] % 100 == 0) {
                            int frames = new Throwable().getStackTrace().length;
                            deepest[0] = deepest[0] == 0 ? frames : deepest[0];
                            assertThat(frames).isLessThanOrEqualTo(deepest[0] + 5);
                        }
                        if (left[0]-- > 0) {
                            connection.send("x");
                        }
                    };
            Recorder server = reactor.recorder().onBytes(pingPong);
            Recorder client = reactor.recorder().onBytes(pingPong).onOpened(c -> c.send("x"));
            Listener listener = reactor.listen(Transport.TCP4, connection -> server);
            reactor.connectTo(Transport.TCP4, TestReactor.address(listener), client);
            reactor.until("10,000 callbacks", () -> left[0] <= 0);
        }
    }

    @Test
    @DisplayName("13: bytes left unread come back in front of the next ones")
    default void bytesLeftUnreadComeBackInFront() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder().leavingBytes();
            recorder.onBytes((connection, bytes) -> {
                while (bytes.remaining() >= 5) {
                    ByteBuffer frame = bytes.slice(bytes.position(), 5);
                    bytes.position(bytes.position() + 5);
                    recorder.take(frame);
                }
            });
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            for (char next : "aaaaabbbbbcccccdd".toCharArray()) {
                peer.send(String.valueOf(next));
                reactor.runFor(Duration.ofMillis(1));
            }
            reactor.until("three frames", () -> recorder.text().equals("aaaaabbbbbccccc"));
            assertThat(recorder.connection().unreadBytes()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("14: more unread bytes than the limit close the connection, saying so")
    default void tooManyUnreadBytesCloseTheConnection() {
        Limits limits = Limits.defaults().unreadBytes(1_000);
        try (TestReactor reactor = new TestReactor(engine(), limits)) {
            Recorder recorder = reactor.recorder().leavingBytes();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            peer.send(new byte[1_000]);
            reactor.until("kept", () -> recorder.connection().unreadBytes() == 1_000);
            assertThat(recorder.isClosed()).isFalse();
            peer.send("one too many");
            reactor.until("closed", recorder::isClosed);
            assertThat(recorder.reason).isInstanceOf(CloseReason.LimitExceeded.class);
        }
    }

    @Test
    @DisplayName("24: a lent buffer that is used after the call gives nothing real, checked")
    default void aLentBufferUsedAfterTheCallGivesNothingReal() {
        try (TestReactor reactor = new TestReactor(engine())) {
            List<ByteBuffer> kept = new ArrayList<>();
            Recorder recorder = reactor.recorder();
            recorder.onBytes((connection, bytes) -> kept.add(bytes));
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            peer.send("x");
            reactor.until("bytes", () -> !kept.isEmpty());
            reactor.cycles(1);
            try {
                assertThat(kept.getFirst().get(0)).isNotEqualTo((byte) 'x');
            } catch (RuntimeException e) {
                assertThat(e).as("the strictest guards throw").isNotNull();
            }
        }
    }

    @Test
    @DisplayName("18: an idle connection is closed at its deadline, not before, and not a busy one")
    default void anIdleConnectionIsClosedAtItsDeadline() {
        Duration deadline = Duration.ofMillis(120);
        try (TestReactor reactor = new TestReactor(engine())) {
            long[] lastByte = {0};
            Recorder recorder = reactor.recorder();
            recorder.onOpened(connection -> connection.idleDeadline(deadline));
            recorder.onBytes((connection, bytes) -> lastByte[0] = System.nanoTime());
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < 2 * deadline.toNanos()) {
                peer.send("x");
                reactor.runFor(Duration.ofMillis(5));
            }
            assertThat(recorder.isClosed()).isFalse();
            reactor.until("closed", recorder::isClosed);
            assertThat(System.nanoTime() - lastByte[0])
                    .isGreaterThan(deadline.toNanos() - 50_000_000);
            assertThat(recorder.reason).isEqualTo(new CloseReason.TimedOut("idle"));
        }
    }

    @Test
    @DisplayName("13: another handler takes over from the next callback on")
    default void anotherHandlerTakesOver() {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder second = reactor.recorder();
            List<String> first = new ArrayList<>();
            Peer peer =
                    reactor.peerOf(
                            Transport.TCP4,
                            (connection, bytes) -> {
                                first.add(StandardCharsets.UTF_8.decode(bytes).toString());
                                connection.handler(second);
                            });
            peer.send("for the first");
            reactor.until("the first", () -> !first.isEmpty());
            peer.send("for the second");
            reactor.expectEvents(second, "bytes for the second");
            assertThat(first).containsExactly("for the first");
        }
    }

    @Test
    @DisplayName("13: options are set on the connection")
    default void optionsAreSetOnTheConnection() throws Exception {
        try (TestReactor reactor = new TestReactor(engine())) {
            Recorder recorder = reactor.recorder();
            Peer peer = reactor.peerOf(Transport.TCP4, recorder);
            reactor.until("opened", recorder::isOpened);
            recorder.connection().option(StandardSocketOptions.SO_KEEPALIVE, true);
            recorder.connection().option(StandardSocketOptions.TCP_NODELAY, false);
            assertThat(recorder.connection().remoteAddress())
                    .isEqualTo(peer.channel().getLocalAddress());
            assertThat(recorder.connection().localAddress())
                    .isEqualTo(peer.channel().getRemoteAddress());
        }
    }
}
