package dev.ioreactor.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ioreactor.Loop;
import dev.ioreactor.Reactor;
import dev.ioreactor.service.BlockedHandler;
import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.Counters;
import dev.ioreactor.service.Datagram;
import dev.ioreactor.service.Handover;
import dev.ioreactor.service.Limits;
import dev.ioreactor.service.Listener;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import dev.ioreactor.service.Udp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TracerTest {
    private static final ResourceId ID = ResourceId.of(7, 3);

    // ---- what a runtime tells

    @Test
    void aTracerIsToldWhatHappensInOrder() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Tracer tracer = new PrintTracer(new PrintStream(printed, true, UTF_8));
        List<Connection> connections = new ArrayList<>();
        List<Handover> handovers = new ArrayList<>();
        try (Loop loop = new Loop(Loop.options().tracer(tracer))) {
            SocketChannel peer =
                    loop.peerOf((connection, bytes) -> {
                        connections.add(connection);
                        connection.send(bytes);
                    });
            loop.deliver(peer, new byte[5]);
            loop.runtime().after(Duration.ZERO, () -> {});
            loop.driven.controller().send(() -> {});
            loop.cycle();
            connections.getFirst().handOver(handovers::add);
            loop.until("handed over", () -> !handovers.isEmpty());
            handovers.getFirst().close();
        }
        assertThat(printed.toString(UTF_8).lines())
                .containsSubsequence(
                        "#0.0 listener opened",
                        "#1.0 connection opened",
                        "#0.0 closed: LocalClose[], unsent 0",
                        "#1.0 received 5 bytes",
                        "#1.0 sent 5 bytes",
                        "1 timers",
                        "1 commands",
                        "#1.0 handed over");
    }

    @Test
    void oneTracerAndThenAnotherAreBothToldEverything() throws Exception {
        List<String> told = new ArrayList<>();
        Tracer pair = recording("a", told).andThen(recording("b", told));
        for (Method method : Tracer.class.getDeclaredMethods()) {
            if (method.isDefault() && !method.getName().equals("andThen")) {
                told.clear();
                method.invoke(pair, anyArguments(method));
                assertThat(told).containsExactly("a " + method.getName(), "b " + method.getName());
            }
        }
    }

    private static Tracer recording(String name, List<String> told) {
        return (Tracer)
                Proxy.newProxyInstance(
                        Tracer.class.getClassLoader(),
                        new Class<?>[] {Tracer.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("andThen")) {
                                return InvocationHandler.invokeDefault(proxy, method, arguments);
                            }
                            told.add(name + " " + method.getName());
                            return null;
                        });
    }

    private static Object[] anyArguments(Method method) {
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            if (type == int.class) {
                arguments.add(1);
            } else if (type == long.class) {
                arguments.add(1L);
            } else if (type == String.class) {
                arguments.add("kind");
            } else if (type == ResourceId.class) {
                arguments.add(ID);
            } else if (type == Throwable.class) {
                arguments.add(new IllegalStateException());
            } else if (type == CloseReason.class) {
                arguments.add(new CloseReason.Reset());
            } else {
                arguments.add(new BlockedHandler("it", ID, Duration.ofMillis(5), List.of()));
            }
        }
        return arguments.toArray();
    }

    @Test
    void andThenNothingIsTheSameTracer() {
        Tracer one = new JfrTracer();
        assertThat(one.andThen(Tracer.NONE)).isSameAs(one);
        assertThat(Tracer.NONE.andThen(one)).isSameAs(one);
    }

    // ---- Flight Recorder

    @Test
    void whatIsWorthAnEventIsRecorded(@TempDir Path directory) throws Exception {
        List<RecordedEvent> events;
        try (Recording recording = recording()) {
            JfrTracer tracer = new JfrTracer(Duration.ofNanos(500));
            StackTraceElement frame = new StackTraceElement("Chat", "bytes", "Chat.java", 42);
            BlockedHandler handler =
                    new BlockedHandler("connection", ID, Duration.ofMillis(70), List.of(frame));
            tracer.cycleEnded(0, 499);
            tracer.cycleEnded(0, 500);
            tracer.opened(ID, "connection");
            tracer.refused(ID, 65_536);
            tracer.acceptPaused(ID, 24);
            tracer.acceptResumed(ID);
            tracer.failed(null, new IllegalStateException("of a timer"));
            tracer.quarantined(ID, 5);
            tracer.blocking(handler);
            tracer.slow(handler);
            tracer.closed(ID, new CloseReason.TimedOut("idle"), 12);
            events = stop(recording, directory);
        }
        assertThat(events)
                .extracting(TracerTest::name)
                .containsExactly(
                        "LoopLag",
                        "ResourceOpened",
                        "SendRefused",
                        "AcceptPaused",
                        "AcceptResumed",
                        "HandlerFailed",
                        "Quarantined",
                        "HandlerBlocking",
                        "SlowHandler",
                        "ResourceClosed");
        assertThat(events.get(0).getDuration("work")).isEqualTo(Duration.ofNanos(500));
        assertThat(events.get(3).getInt("errno")).isEqualTo(24);
        assertThat(events.get(5).getString("cause"))
                .contains("IllegalStateException: of a timer", "at ");
        assertThat(events.get(8).getString("what")).isEqualTo("connection");
        assertThat(events.get(8).getDuration("lasted")).isEqualTo(Duration.ofMillis(70));
        assertThat(events.get(8).getString("stack")).contains("Chat.bytes(Chat.java:42)");
        RecordedEvent closed = events.getLast();
        assertThat(closed.getString("resource")).isEqualTo("#7.3");
        assertThat(closed.getString("reason")).isEqualTo("TimedOut[what=idle]");
        assertThat(closed.getLong("unsent")).isEqualTo(12);
    }

    @Test
    void aRuntimeWithTheTracerIsRecorded(@TempDir Path directory) throws Exception {
        List<RecordedEvent> events;
        try (Recording recording = recording();
                Loop loop = new Loop(Loop.options().tracer(new JfrTracer()))) {
            SocketChannel peer =
                    loop.peerOf((connection, bytes) -> {
                        throw new IllegalStateException("thrown by the handler");
                    });
            loop.deliver(peer, new byte[1]);
            loop.until("closed", () -> loop.driven.controller().counters().closed() == 2);
            events = stop(recording, directory);
        }
        assertThat(events)
                .extracting(TracerTest::name)
                .containsSubsequence("ResourceOpened", "HandlerFailed", "ResourceClosed");
        assertThat(events.getLast().getString("reason")).contains("thrown by the handler");
    }

    private static Recording recording() {
        Recording recording = new Recording();
        recording.enable("dev.ioreactor.ResourceOpened");
        recording.enable("dev.ioreactor.SendRefused");
        recording.start();
        return recording;
    }

    private static List<RecordedEvent> stop(Recording recording, Path directory)
            throws IOException {
        recording.stop();
        Path file = directory.resolve("recorded.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.ioreactor."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static String name(RecordedEvent event) {
        return event.getEventType().getName().substring("dev.ioreactor.".length());
    }

    // ---- counters

    @Test
    void whatConnectionsDoIsCounted() throws Exception {
        Limits limits = Limits.defaults().watermarks(1, 2).openResources(3);
        try (Loop loop = new Loop(Loop.options().limits(limits))) {
            Listener listener =
                    loop.listen(peer ->
                            (connection, bytes) -> {
                                connection.send(new byte[3]);
                                connection.send(bytes); // refused
                                loop.runtime().after(Duration.ZERO, connection::close);
                                throw new IllegalStateException("failure");
                            });
            SocketChannel first = loop.connect(listener);
            loop.connect(listener);
            loop.until("the limit is reached", () -> counters(loop).acceptPauses() == 1);
            assertThat(counters(loop).openResources()).isEqualTo(3);
            loop.deliver(first, new byte[7]);
            loop.until("there is room", () -> counters(loop).openResources() == 2);
            loop.driven.controller().send(() -> {});
            loop.until("timer", () -> counters(loop).timers() == 1);
            loop.until("command", () -> counters(loop).commands() == 1);

            Counters counters = counters(loop);
            assertThat(counters.accepted()).isEqualTo(2);
            assertThat(counters.bytesReceived()).isEqualTo(7);
            assertThat(counters.sendsRefused()).isEqualTo(1);
            assertThat(counters.failures()).isEqualTo(1);
            assertThat(counters.closed()).isEqualTo(1);
            assertThat(counters.cycles()).isGreaterThanOrEqualTo(2);
            assertThat(counters.completions()).isGreaterThanOrEqualTo(4);
            assertThat(counters.longestCycleNanos()).isPositive();
        }
    }

    @Test
    void whatIsConnectedAndSentIsCounted() throws Exception {
        try (Loop loop = new Loop()) {
            Listener listener = loop.listen(peer -> (connection, bytes) -> {});
            Connection connection =
                    loop.runtime()
                            .connect(Tcp.at("127.0.0.1", listener.port()), (same, bytes) -> {});
            connection.send(new byte[5]);
            Datagram port =
                    loop.runtime()
                            .datagram(Udp.at("127.0.0.1", 0), (datagram, bytes, source) -> {});
            SocketAddress itself = port.localAddress();
            assertThat(itself).isNotNull();
            port.send(ByteBuffer.wrap(new byte[4]), itself);
            loop.until("datagram", () -> counters(loop).datagramsReceived() == 1);
            loop.until("bytes", () -> counters(loop).bytesReceived() == 5);

            Counters counters = counters(loop);
            assertThat(counters.connected()).isEqualTo(1);
            assertThat(counters.bytesSent()).isEqualTo(5);
            assertThat(counters.datagramsSent()).isEqualTo(1);
            assertThat(counters.wakes()).as("nobody has blocked").isZero();
        }
    }

    @Test
    void wakesThatReachTheEngineAreCounted() throws Exception {
        try (Reactor<String> reactor = Reactor.start(Loop.options(), new Service<String>() {})) {
            await().until(() -> {
                reactor.controller().send("wake up");
                return reactor.controller().counters().wakes() > 0;
            });
        }
    }

    private static Counters counters(Loop loop) {
        return loop.driven.controller().counters();
    }
}
