package dev.ioreactor.tck;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handler that writes down what it is told, one word per callback, and is a judge of the laws
 * that hold for all: never re-entered, {@code opened} first, {@code closed} last and once.
 *
 * <p>Bytes that come in several callbacks are written down as one: how a stream is cut is chance.
 */
final class Recorder implements ConnectionHandler {
    /** What a test does in a callback. */
    interface Hook {
        void run(Connection connection) throws Exception;
    }

    /** What a test does with bytes. */
    interface BytesHook {
        void run(Connection connection, ByteBuffer bytes) throws Exception;
    }

    private static final String BYTES = "bytes ";

    final List<String> events = new ArrayList<>();
    @Nullable Connection connection;
    @Nullable CloseReason reason;
    int closedCount;
    int bytesCalls;
    long unsentBytes;

    private final StringBuilder text = new StringBuilder();
    private final List<String> violations = new ArrayList<>();
    private boolean entered;
    private boolean takesAll = true;
    private Hook onOpened = c -> {};
    private BytesHook onBytes = (c, bytes) -> {};
    private Hook onDrained = c -> {};
    private Hook onEnd = Connection::drain;
    private Hook onClosed = c -> {};

    Recorder onOpened(Hook hook) {
        onOpened = hook;
        return this;
    }

    /** Unless it says otherwise, all bytes are taken as text. */
    Recorder onBytes(BytesHook hook) {
        onBytes = hook;
        return this;
    }

    Recorder onDrained(Hook hook) {
        onDrained = hook;
        return this;
    }

    /** Unless it says otherwise, the connection is drained. */
    Recorder onEnd(Hook hook) {
        onEnd = hook;
        return this;
    }

    Recorder onClosed(Hook hook) {
        onClosed = hook;
        return this;
    }

    Connection connection() {
        Connection known = connection;
        if (known == null) {
            throw new AssertionError("not opened: " + events);
        }
        return known;
    }

    /** All bytes so far, as text. */
    String text() {
        return text.toString();
    }

    boolean isOpened() {
        return events.contains("opened");
    }

    boolean isClosed() {
        return closedCount > 0;
    }

    /** What went against the laws. */
    List<String> violations() {
        return violations;
    }

    @Override
    public void opened(Connection opened) throws Exception {
        connection = opened;
        within("opened", () -> onOpened.run(opened));
    }

    @Override
    public void bytes(Connection from, ByteBuffer bytes) throws Exception {
        bytesCalls++;
        within(
                BYTES,
                () -> {
                    onBytes.run(from, bytes);
                    if (takesAll) {
                        take(bytes);
                    }
                });
    }

    /** Takes bytes as text. */
    void take(ByteBuffer bytes) {
        String taken = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        text.append(taken);
        events.set(events.size() - 1, events.getLast() + taken);
    }

    /** Bytes that the hook leaves are left unread. */
    Recorder leavingBytes() {
        takesAll = false;
        return this;
    }

    @Override
    public void drained(Connection from) throws Exception {
        within("drained", () -> onDrained.run(from));
    }

    @Override
    public void endOfStream(Connection from) throws Exception {
        within("end", () -> onEnd.run(from));
    }

    @Override
    public void closed(Connection from, CloseReason why) throws Exception {
        reason = why;
        unsentBytes = from.unsentBytes();
        within(
                "closed " + why.getClass().getSimpleName(),
                () -> {
                    closedCount++;
                    onClosed.run(from);
                });
    }

    private interface Call {
        void run() throws Exception;
    }

    private void within(String event, Call call) throws Exception {
        enter(event);
        try {
            call.run();
        } finally {
            entered = false;
        }
    }

    private void enter(String event) {
        if (entered) {
            violations.add(event + " re-entered the handler after " + events);
        }
        if (closedCount > 0) {
            violations.add(event + " after " + events);
        }
        if (event.equals("opened") && !events.isEmpty()) {
            violations.add("opened after " + events);
        }
        entered = true;
        boolean goesOn =
                event.equals(BYTES) && !events.isEmpty() && events.getLast().startsWith(BYTES);
        if (!goesOn) {
            events.add(event);
        }
    }
}
