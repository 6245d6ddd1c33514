package dev.ioreactor.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ioreactor.Loop;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import dev.ioreactor.service.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of frames, over real connections on the portable engine. */
final class FramingTest {
    private static final long SEED = Long.getLong("ioreactor.seed", 20_260_101L);

    private Loop loop;

    @BeforeEach
    void open() throws Exception {
        loop = new Loop();
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    /** Writes down frames as text, and how it ended. */
    private static class Frames implements FrameHandler<ByteBuffer> {
        final List<String> seen = new ArrayList<>();
        @Nullable Connection connection;
        @Nullable CloseReason reason;
        int unreadAtEnd = -1;

        @Override
        public void opened(Connection opened) {
            connection = opened;
        }

        @Override
        public void frame(Connection from, ByteBuffer frame) throws Exception {
            seen.add(UTF_8.decode(frame).toString());
        }

        @Override
        public void endOfStream(Connection from) {
            unreadAtEnd = from.unreadBytes();
            from.drain();
        }

        @Override
        public void closed(Connection from, CloseReason why) {
            reason = why;
        }

        Connection connection() {
            assertThat(connection).isNotNull();
            return connection;
        }
    }

    /** Each form of frames: how to receive it, and how it looks on the wire. */
    enum Form {
        LINES(60, handler -> Lines.of(60, handler)) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.writeBytes(frame);
                to.write('\n');
            }
        },
        LINES_CRLF(60, handler -> Lines.of(60, handler)) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.writeBytes(frame);
                to.write('\r');
                to.write('\n');
            }
        },
        FIXED(60, handler -> FixedLength.of(60, handler)) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.writeBytes(Arrays.copyOf(frame, 60));
            }
        },
        PREFIX_1(60, LengthPrefixed.of(1, 60)::handler) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.write(frame.length);
                to.writeBytes(frame);
            }
        },
        PREFIX_2(300, LengthPrefixed.of(2, 300)::handler) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.write(frame.length >> 8);
                to.write(frame.length);
                to.writeBytes(frame);
            }
        },
        PREFIX_4_LITTLE(300, LengthPrefixed.of(4, 300).littleEndian()::handler) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.write(frame.length);
                to.write(frame.length >> 8);
                to.write(0);
                to.write(0);
                to.writeBytes(frame);
            }
        },
        PREFIX_8(60, LengthPrefixed.of(8, 60)::handler) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                to.writeBytes(new byte[7]);
                to.write(frame.length);
                to.writeBytes(frame);
            }
        },
        VARINT(300, LengthPrefixed.varint(300)::handler) {
            @Override
            void write(ByteArrayOutputStream to, byte[] frame) {
                if (frame.length > 0x7F) {
                    to.write(frame.length | 0x80);
                    to.write(frame.length >> 7);
                } else {
                    to.write(frame.length);
                }
                to.writeBytes(frame);
            }
        };

        final int most;

        @SuppressWarnings("ImmutableEnumChecker") // makes a handler, and keeps nothing
        final Function<FrameHandler<ByteBuffer>, ConnectionHandler> handler;

        Form(int most, Function<FrameHandler<ByteBuffer>, ConnectionHandler> handler) {
            this.most = most;
            this.handler = handler;
        }

        abstract void write(ByteArrayOutputStream to, byte[] frame);

        String expected(String text) {
            return this == FIXED ? text + "\0".repeat(60 - text.getBytes(UTF_8).length) : text;
        }
    }

    // ---- the same frames, however the stream is cut

    @ParameterizedTest
    @EnumSource(Form.class)
    void framesAreTheSameWhereverTheStreamIsCut(Form form) throws Exception {
        List<String> texts = List.of("one", "", "zwölf €", "x".repeat(form.most), "\rmid\rdle");
        byte[] wire = wire(form, texts);
        for (int cut = 0; cut <= wire.length; cut++) {
            Frames frames = new Frames();
            SocketChannel peer = loop.peerOf(form.handler.apply(frames));
            loop.deliver(peer, Arrays.copyOf(wire, cut));
            loop.deliver(peer, Arrays.copyOfRange(wire, cut, wire.length));
            assertThat(frames.seen)
                    .as("cut at %s", cut)
                    .containsExactlyElementsOf(expected(form, texts));
            assertThat(frames.connection().unreadBytes()).isZero();
            frames.connection().close();
            peer.close();
        }
        assertThat(loop.failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void framesAreTheSameHoweverManyPiecesTheyComeIn(Form form) throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                texts.add(randomText(random, form.most));
            }
            byte[] wire = wire(form, texts);
            Frames frames = new Frames();
            SocketChannel peer = loop.peerOf(form.handler.apply(frames));
            for (int at = 0; at < wire.length; ) {
                int end = Math.min(wire.length, at + 1 + random.nextInt(1 + random.nextInt(200)));
                loop.deliver(peer, Arrays.copyOfRange(wire, at, end));
                at = end;
            }
            assertThat(frames.seen)
                    .as("-Dioreactor.seed=%s, round %s", SEED, round)
                    .containsExactlyElementsOf(expected(form, texts));
            frames.connection().close();
            peer.close();
        }
    }

    private static String randomText(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            int any = random.nextInt(16) == 0 ? '\r' : ' ' + random.nextInt(95);
            bytes[i] = (byte) (i == bytes.length - 1 ? '.' : any); // no CR before the end of line
        }
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] wire(Form form, List<String> texts) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String text : texts) {
            form.write(wire, text.getBytes(UTF_8));
        }
        return wire.toByteArray();
    }

    private static List<String> expected(Form form, List<String> texts) {
        return texts.stream().map(form::expected).toList();
    }

    @Test
    void aLineAsTextIsItsUtf8() throws Exception {
        List<String> seen = new ArrayList<>();
        SocketChannel peer = loop.peerOf(Lines.text(100, (connection, line) -> seen.add(line)));
        for (byte each : "grüß Gott\r\n日本 🜁\n\n".getBytes(UTF_8)) {
            loop.deliver(peer, new byte[] {each});
        }
        loop.deliver(peer, new byte[] {'a', (byte) 0xFF, '\n'});
        assertThat(seen).containsExactly("grüß Gott", "日本 🜁", "", "a\uFFFD");
    }

    @Test
    void whatStandsBehindTheLastEndIsNoLine() throws Exception {
        Frames frames = new Frames();
        SocketChannel peer = loop.peerOf(Lines.of(100, frames));
        loop.deliver(peer, "one\nrest".getBytes(UTF_8));
        peer.shutdownOutput();
        loop.until("closed", () -> frames.reason != null);
        assertThat(frames.seen).containsExactly("one");
        assertThat(frames.unreadAtEnd).isEqualTo(4);
    }

    // ---- limits

    @ParameterizedTest
    @ValueSource(strings = {"12345678\n", "12345678\r\n", "1234567\r\r\n", "\n", "\r\n"})
    void aLineOfTheLimitIsWithinIt(String line) throws Exception {
        Frames frames = new Frames();
        SocketChannel peer = loop.peerOf(Lines.of(8, frames));
        for (byte each : line.getBytes(UTF_8)) {
            loop.deliver(peer, new byte[] {each});
        }
        assertThat(frames.seen).containsExactly(line.replaceFirst("\r?\n$", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"123456789", "12345678\r\r", "12345678\rx", "123456789\n", "12345678\r\r\n"})
    void aLineBeyondTheLimitClosesTheConnectionWithoutItsEnd(String line) throws Exception {
        Frames frames = new Frames();
        SocketChannel peer = loop.peerOf(Lines.of(8, frames));
        loop.deliver(peer, ("before\n" + line).getBytes(UTF_8));
        loop.until("closed", () -> frames.reason != null);
        assertThat(frames.reason).isEqualTo(new CloseReason.LimitExceeded("line of 8 bytes"));
        assertThat(frames.seen).containsExactly("before");
        assertThat(loop.failures).isEmpty();
    }

    @Test
    void aLengthBeyondTheLimitClosesTheConnectionBeforeAnythingFollows() throws Exception {
        for (byte[] prefix :
                List.of(
                        new byte[] {0, 0, 0, 101},
                        new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
                        new byte[] {0x7F, 0, 0, 0})) {
            expectTooLong(LengthPrefixed.of(4, 100), prefix);
        }
        expectTooLong(LengthPrefixed.of(1, 100), new byte[] {101});
        byte[] negative = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0};
        expectTooLong(LengthPrefixed.of(8, 100), negative);
        expectTooLong(LengthPrefixed.varint(100), new byte[] {101});
        byte[] padded = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
        expectTooLong(LengthPrefixed.varint(100), padded);
    }

    private void expectTooLong(LengthPrefixed form, byte[] prefix) throws IOException {
        Frames frames = new Frames();
        SocketChannel peer = loop.peerOf(form.handler(frames));
        loop.deliver(peer, prefix);
        loop.until("closed", () -> frames.reason != null);
        assertThat(frames.reason).isEqualTo(new CloseReason.LimitExceeded("frame of 100 bytes"));
    }

    @Test
    void framesThatCannotBeKeptUnreadAreRefusedAtOnce() throws Exception {
        loop.close();
        loop = new Loop(Loop.options().limits(Limits.defaults().unreadBytes(100)));
        for (ConnectionHandler tooLarge :
                List.of(
                        Lines.of(99, (connection, line) -> {}),
                        FixedLength.of(101, (connection, frame) -> {}),
                        LengthPrefixed.of(4, 97).handler((connection, frame) -> {}))) {
            loop.peerOf(tooLarge);
            assertThat(loop.failures.removeFirst())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("101 bytes")
                    .hasMessageContaining("Limits.unreadBytes, which is 100");
        }
        loop.peerOf(Lines.of(98, (connection, line) -> {}));
        loop.peerOf(FixedLength.of(100, (connection, frame) -> {}));
        assertThat(loop.failures).isEmpty();
    }

    @Test
    void aFormThatCannotBeIsRefused() {
        assertThatThrownBy(() -> LengthPrefixed.of(3, 1)).hasMessageContaining("1, 2, 4 or 8");
        assertThatThrownBy(() -> LengthPrefixed.of(1, 256)).hasMessageContaining("256 bytes");
        assertThatThrownBy(() -> LengthPrefixed.of(2, 65_536)).hasMessageContaining("65536 bytes");
        assertThatThrownBy(() -> LengthPrefixed.of(4, -1)).hasMessageContaining("-1 bytes");
        assertThatThrownBy(() -> FixedLength.of(0, (c, f) -> {})).hasMessageContaining("0 bytes");
        assertThatThrownBy(() -> Lines.of(-1, (c, f) -> {})).hasMessageContaining("-1 bytes");
    }

    @Test
    void aHandlerOfFramesBelongsToOneConnection() throws Exception {
        ConnectionHandler shared = Lines.of(10, (connection, line) -> {});
        loop.peerOf(shared);
        loop.peerOf(shared);
        assertThat(loop.failures.removeFirst())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to one connection");
    }

    // ---- frames wait with the connection

    @Test
    void framesBehindAPauseWaitForTheResume() throws Exception {
        Frames frames =
                new Frames() {
                    @Override
                    public void frame(Connection from, ByteBuffer frame) throws Exception {
                        super.frame(from, frame);
                        from.pause();
                    }
                };
        SocketChannel peer = loop.peerOf(Lines.of(100, frames));
        loop.deliver(peer, "one\ntwo\nthree\n".getBytes(UTF_8));
        for (int count = 1; count <= 3; count++) {
            loop.cycle();
            assertThat(frames.seen).hasSize(count);
            frames.connection().resume();
            loop.cycle();
        }
        assertThat(frames.seen).containsExactly("one", "two", "three");
    }

    @Test
    void framesBehindACloseAreNotDelivered() throws Exception {
        for (String way : List.of("close", "drain", "abort")) {
            Frames frames =
                    new Frames() {
                        @Override
                        public void frame(Connection from, ByteBuffer frame) throws Exception {
                            super.frame(from, frame);
                            switch (way) {
                                case "close" -> from.close();
                                case "drain" -> from.drain();
                                default -> from.abort();
                            }
                        }
                    };
            SocketChannel peer = loop.peerOf(Lines.of(100, frames));
            loop.deliver(peer, "one\ntwo\n".getBytes(UTF_8));
            peer.close();
            loop.until("closed", () -> frames.reason != null);
            assertThat(frames.seen).as(way).containsExactly("one");
        }
    }

    @Test
    void framesBehindOneThatHandsOverToAnotherHandlerAreTheOthers() throws Exception {
        Frames block = new Frames();
        Frames lines =
                new Frames() {
                    @Override
                    public void frame(Connection from, ByteBuffer frame) throws Exception {
                        super.frame(from, frame);
                        block.opened(from);
                        from.handler(FixedLength.of(3, block));
                    }
                };
        SocketChannel peer = loop.peerOf(Lines.of(100, lines));
        loop.deliver(peer, "upgrade\nabcdefg".getBytes(UTF_8));
        peer.shutdownOutput();
        loop.until("closed", () -> block.reason != null);
        assertThat(lines.seen).containsExactly("upgrade");
        assertThat(block.seen).containsExactly("abc", "def");
        assertThat(block.unreadAtEnd).isEqualTo(1);
    }

    @Test
    void noAnswerToAFrameIsRefusedHoweverManyThereAre() throws Exception {
        byte[] answer = new byte[50_000];
        List<Boolean> accepted = new ArrayList<>();
        SocketChannel peer =
                loop.peerOf(
                        Lines.of(100, (connection, line) -> accepted.add(connection.send(answer))));
        loop.deliver(peer, "go\n".repeat(1_000).getBytes(UTF_8));
        assertThat(accepted).hasSizeLessThan(1_000);

        peer.configureBlocking(false);
        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        long[] total = {0};
        loop.until(
                "answered",
                () -> {
                    total[0] += read(peer, sink.clear());
                    return total[0] == 50_000_000L;
                });
        assertThat(accepted).hasSize(1_000).containsOnly(true);
        assertThat(loop.driven.controller().counters().sendsRefused()).isZero();
    }

    private static int read(SocketChannel from, ByteBuffer to) {
        try {
            return from.read(to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- what a frame is

    @Test
    void aFrameLeavesNothingBehindWhateverItsHandlerDoesWithTheBuffer() throws Exception {
        List<String> seen = new ArrayList<>();
        SocketChannel peer =
                loop.peerOf(
                        LengthPrefixed.of(1, 50)
                                .handler((connection, frame) -> {
                                    assertThat(frame.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
                                    seen.add("" + (char) frame.get(frame.position()));
                                    frame.order(ByteOrder.LITTLE_ENDIAN).clear();
                                }));
        loop.deliver(peer, "\3abc\1d\2ef".getBytes(UTF_8));
        assertThat(seen).containsExactly("a", "d", "e");
    }

    // ---- sending

    @Test
    void whatIsSentInAFormIsReceivedInIt() throws Exception {
        for (LengthPrefixed form :
                List.of(
                        LengthPrefixed.of(1, 200),
                        LengthPrefixed.of(2, 200).littleEndian(),
                        LengthPrefixed.of(4, 200),
                        LengthPrefixed.of(8, 200).littleEndian(),
                        LengthPrefixed.varint(200))) {
            List<String> seen = new ArrayList<>();
            SocketChannel peer =
                    loop.peerOf(
                            form.handler((connection, frame) -> {
                                seen.add(UTF_8.decode(frame.duplicate()).toString());
                                assertThat(form.send(connection, frame)).isTrue();
                                assertThat(frame.hasRemaining()).isFalse();
                            }));
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            for (int length : new int[] {0, 1, 127, 128, 200}) {
                byte[] frame = "x".repeat(length).getBytes(UTF_8);
                wire.writeBytes(prefix(form, length));
                wire.writeBytes(frame);
            }
            loop.deliver(peer, wire.toByteArray());
            ByteBuffer back = ByteBuffer.allocate(wire.size());
            peer.configureBlocking(false);
            loop.until("echoed", () -> read(peer, back) >= 0 && !back.hasRemaining());
            assertThat(seen).extracting(String::length).containsExactly(0, 1, 127, 128, 200);
            assertThat(back.array()).isEqualTo(wire.toByteArray());
        }
        assertThat(loop.failures).isEmpty();
    }

    /** Written independently of the code under test. */
    private static byte[] prefix(LengthPrefixed form, int length) {
        return switch (form.toString()) {
            case "frames of up to 200 bytes with 1-byte lengths" -> new byte[] {(byte) length};
            case "frames of up to 200 bytes with 2-byte lengths, little-endian" ->
                    new byte[] {(byte) length, 0};
            case "frames of up to 200 bytes with 4-byte lengths" ->
                    new byte[] {0, 0, 0, (byte) length};
            case "frames of up to 200 bytes with 8-byte lengths, little-endian" ->
                    new byte[] {(byte) length, 0, 0, 0, 0, 0, 0, 0};
            default ->
                    length < 128
                            ? new byte[] {(byte) length}
                            : new byte[] {(byte) length, (byte) (length >> 7)};
        };
    }

    @Test
    void aFrameBeyondTheLimitIsNotSent() throws Exception {
        Frames frames = new Frames();
        loop.peerOf(LengthPrefixed.of(4, 5).handler(frames));
        assertThatThrownBy(() ->
                        LengthPrefixed.of(4, 5).send(frames.connection(), ByteBuffer.allocate(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 bytes, at most 5");
    }

    // ---- cost

    @Test
    void framesAsBytesAllocateNothing() throws Exception {
        LengthPrefixed prefixed = LengthPrefixed.of(4, 100);
        long[] bytes = {0};
        FrameHandler<ByteBuffer> counting = (connection, frame) -> bytes[0] += frame.remaining();
        expectNoAllocation(
                (Framer) Lines.of(100, counting), "a line of some length\r\n".getBytes(UTF_8));
        expectNoAllocation(
                (Framer) prefixed.handler(counting), new byte[] {0, 0, 0, 3, 'a', 'b', 'c'});
        expectNoAllocation(
                (Framer) LengthPrefixed.varint(100).handler(counting), new byte[] {2, 'a', 'b'});
        expectNoAllocation((Framer) FixedLength.of(5, counting), new byte[5]);
        assertThat(bytes[0]).isPositive();
    }

    private void expectNoAllocation(Framer framer, byte[] frame) throws Exception {
        Frames ignored = new Frames();
        loop.peerOf(Lines.of(10, ignored));
        ByteBuffer batch = ByteBuffer.allocateDirect(frame.length * 1_000);
        for (int i = 0; i < 1_000; i++) {
            batch.put(frame);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < 50; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            framer.bytes(ignored.connection(), batch.rewind());
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(batch.hasRemaining()).isFalse();
        }
        assertThat(allocated).as("for the last 1,000 frames").isLessThan(1_000);
    }

    @Test
    void aLineThatDripsInIsLookedAtOnce() {
        int most = 50_000;
        LineFramer framer = new LineFramer(most, (connection, line) -> {});
        ByteBuffer bytes = ByteBuffer.allocate(most + 1);
        for (int end = 1; end <= most; end++) {
            bytes.clear().put(end - 1, (byte) 'x').limit(end);
            assertThat(framer.find(bytes)).isEqualTo(Framer.INCOMPLETE);
            // What was looked at is not looked at again: a line feed put there later is not seen.
            bytes.put(end - 1, (byte) '\n');
        }
        bytes.clear().put(most, (byte) '\n');
        assertThat(framer.find(bytes)).isEqualTo(Framer.FRAME);
        assertThat(framer.frameEnd).isEqualTo(most);
    }

    @Test
    void aLineFeedIsFoundWhereverItIs() {
        byte[] near = {'\n' - 1, '\n' + 1, (byte) ('\n' | 0x80), 0, (byte) 0x80, (byte) 0xFF, 0x7F};
        for (int at = 0; at < 40; at++) {
            for (byte other : near) {
                ByteBuffer bytes = ByteBuffer.allocate(45);
                Arrays.fill(bytes.array(), other);
                bytes.put(at, (byte) '\n');
                LineFramer framer = new LineFramer(100, (connection, line) -> {});
                assertThat(framer.find(bytes)).isEqualTo(Framer.FRAME);
                assertThat(framer.nextBegin).isEqualTo(at + 1);
            }
        }
    }
}
