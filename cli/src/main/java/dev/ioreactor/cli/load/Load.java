package dev.ioreactor.cli.load;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ReactorRuntime;
import dev.ioreactor.service.ResourceId;
import dev.ioreactor.service.Service;
import dev.ioreactor.service.Tcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The client: opens connections, sends messages on some of them at a time, moving over all,
 * verifies each byte that comes back, and closes all in order.
 *
 * <p>Confined to its reactor's thread, but for {@link #progress}, {@link #latencies}, {@link
 * #problems} and its futures.
 */
final class Load implements Service<Load.Command> {
    /** What another thread asks of it. */
    enum Command {
        /** Begin to send. */
        SEND,
        /** Send no more; those on their way may still come back. */
        REST,
        /** Close all connections. */
        CLOSE
    }

    /** The longest latency that is told apart from longer ones. */
    static final long MOST_LATENCY_NANOS = 60_000_000_000L;

    /** Significant decimal digits of a latency. */
    static final int LATENCY_DIGITS = 3;

    private static final Duration PUBLISH_EVERY = Duration.ofMillis(50);

    /** After so many failed connects the rest would fail as well. */
    private static final int MOST_REFUSED = 64;

    private static final int MOST_PROBLEMS = 8;

    /** Done when every connect has ended. */
    final CompletableFuture<Void> allConnected = new CompletableFuture<>();

    /** Done when, after {@link Command#REST}, nothing is on its way. */
    final CompletableFuture<Void> atRest = new CompletableFuture<>();

    /** Done when, after {@link Command#CLOSE}, no connection is open. */
    final CompletableFuture<Void> allClosed = new CompletableFuture<>();

    private final Plan plan;
    private final List<Tcp> endpoints;
    private final Session[] sessions;
    private final ByteBuffer outgoing;
    private final ByteBuffer expected;
    private final SingleWriterRecorder latencies =
            new SingleWriterRecorder(1, MOST_LATENCY_NANOS, LATENCY_DIGITS);
    private final Set<String> problems = new ConcurrentSkipListSet<>();

    private volatile Progress progress = Progress.NONE;

    private int begun;
    private int connecting;
    private int connectedCount;
    private int refusedCount;
    private int openCount;
    private int lostCount;
    private int closedCount;
    private int usedCount;
    private int waitingCount;
    private int closingCount;
    private long messages;
    private long wrong;
    private long unsent;
    private long unanswered;
    private boolean isSending;
    private boolean isResting;
    private boolean isClosing;

    /** The session that is looked at first for the next message, or to be closed next. */
    private int cursor;

    /** Null before the start. */
    private @Nullable ReactorRuntime runtime;

    Load(Plan plan, List<Tcp> endpoints) {
        this.plan = plan;
        this.endpoints = endpoints;
        sessions = new Session[plan.connections()];
        outgoing = ByteBuffer.allocate(plan.payloadBytes());
        expected = ByteBuffer.allocate(plan.payloadBytes());
    }

    /** Thread-safe. How far it is. */
    Progress progress() {
        return progress;
    }

    /** Thread-safe for one reader. The latencies of messages, in nanoseconds. */
    SingleWriterRecorder latencies() {
        return latencies;
    }

    /** Thread-safe. What went wrong, each kind once. */
    Set<String> problems() {
        return new TreeSet<>(problems);
    }

    @Override
    public void started(ReactorRuntime started) {
        runtime = started;
        started.every(PUBLISH_EVERY, this::publish);
        connectMore();
    }

    @Override
    public void command(Command command) {
        switch (command) {
            case SEND -> {
                isSending = true;
                for (int i = 0; i < plan.active(); i++) {
                    sendNext();
                }
            }
            case REST -> {
                isSending = false;
                isResting = true;
                endRest();
            }
            case CLOSE -> {
                isSending = false;
                isClosing = true;
                cursor = 0;
                closeMore();
            }
        }
    }

    @Override
    public void stopped() {
        publish();
    }

    @Override
    public void failed(@Nullable ResourceId id, Throwable cause) {
        problem("the client failed: " + cause);
    }

    // Connecting.

    private void connectMore() {
        while (!isClosing && connecting < Plan.CONNECTING && begun < sessions.length) {
            if (refusedCount >= MOST_REFUSED) {
                refusedCount += sessions.length - begun;
                begun = sessions.length;
                break;
            }
            connectNext();
        }
        if (connecting == 0 && (begun == sessions.length || isClosing)) {
            publish();
            allConnected.complete(null);
        }
    }

    private void connectNext() {
        Session session = new Session(this, begun);
        sessions[begun] = session;
        Tcp endpoint = endpoints.get(begun % endpoints.size());
        begun++;
        try {
            Objects.requireNonNull(runtime).connect(endpoint, session);
            connecting++;
        } catch (IOException e) {
            session.state = Session.State.GONE;
            refusedCount++;
            problem("cannot connect: " + e.getMessage());
        }
    }

    void connected(Session session) {
        session.state = Session.State.IDLE;
        connecting--;
        connectedCount++;
        openCount++;
        connectMore();
        if (isClosing) {
            closeOne(session);
        }
    }

    // Sending. A session whose message came back rests until all others had their turn.

    private void sendNext() {
        for (int looked = 0; looked < sessions.length; looked++) {
            Session session = sessions[cursor];
            cursor = cursor + 1 == sessions.length ? 0 : cursor + 1;
            if (session != null && session.state == Session.State.IDLE) {
                send(session);
                return;
            }
        }
    }

    private void send(Session session) {
        Connection connection = Objects.requireNonNull(session.connection);
        outgoing.clear();
        Pattern.put(outgoing, session.index, session.position, plan.payloadBytes());
        outgoing.flip();
        session.sentNanos = System.nanoTime();
        if (!connection.send(outgoing)) {
            unsent++;
            problem("a send was refused");
            return;
        }
        if (session.position == 0) {
            usedCount++;
        }
        session.state = Session.State.WAITING;
        session.outstandingBytes = plan.payloadBytes();
        session.isWrong = false;
        waitingCount++;
    }

    void received(Session session, ByteBuffer bytes) {
        if (session.state == Session.State.CLOSING && session.outstandingBytes > 0) {
            // Counted as unanswered already: too late is as bad as never.
            bytes.position(bytes.limit());
            return;
        }
        int length = Math.min(bytes.remaining(), session.outstandingBytes);
        if (length < bytes.remaining()) {
            wrong++;
            problem("bytes came that had not been sent");
        }
        if (length > 0) {
            verify(session, bytes, length);
            session.outstandingBytes -= length;
            if (session.outstandingBytes == 0) {
                cameBack(session);
            }
        }
        bytes.position(bytes.limit());
    }

    private void verify(Session session, ByteBuffer bytes, int length) {
        int done = plan.payloadBytes() - session.outstandingBytes;
        expected.clear();
        Pattern.put(expected, session.index, session.position + done, length);
        expected.flip();
        int limit = bytes.limit();
        bytes.limit(bytes.position() + length);
        session.isWrong |= !bytes.equals(expected);
        bytes.limit(limit);
    }

    private void cameBack(Session session) {
        long nanos = System.nanoTime() - session.sentNanos;
        latencies.recordValue(Math.min(nanos, MOST_LATENCY_NANOS));
        session.state = Session.State.IDLE;
        session.position += plan.payloadBytes();
        waitingCount--;
        messages++;
        if (session.isWrong) {
            wrong++;
            problem("bytes came back changed");
        }
        if (isSending) {
            sendNext();
        } else {
            endRest();
        }
    }

    private void endRest() {
        if (isResting && waitingCount == 0) {
            publish();
            atRest.complete(null);
        }
    }

    // Closing: finish, see the peer's end, be closed.

    private void closeMore() {
        while (closingCount < Plan.CLOSING && cursor < begun) {
            closeOne(sessions[cursor++]);
        }
        if (connecting == 0 && openCount == 0) {
            publish();
            allClosed.complete(null);
        }
    }

    private void closeOne(Session session) {
        Connection connection = session.connection;
        if (connection == null) {
            return;
        }
        if (session.state == Session.State.WAITING) {
            unanswered++;
            waitingCount--;
        }
        session.state = Session.State.CLOSING;
        closingCount++;
        connection.finish();
    }

    void closed(Session session, CloseReason reason) {
        Session.State before = session.state;
        session.state = Session.State.GONE;
        if (before == Session.State.CONNECTING) {
            connecting--;
            refusedCount++;
            problem("cannot connect: " + reason);
            connectMore();
            if (isClosing) {
                closeMore();
            }
            return;
        }
        openCount--;
        if (before == Session.State.CLOSING) {
            closingCount--;
            ended(session, reason);
            closeMore();
            return;
        }
        lost(reason);
        if (before == Session.State.WAITING) {
            unanswered++;
            waitingCount--;
            if (isSending) {
                sendNext();
            } else {
                endRest();
            }
        }
        if (isClosing) {
            closeMore();
        }
    }

    private void ended(Session session, CloseReason reason) {
        if (session.isEnded) {
            closedCount++;
        } else {
            lost(reason);
        }
    }

    private void lost(CloseReason reason) {
        lostCount++;
        problem("a connection was lost: " + reason);
    }

    private void problem(String what) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(what);
        }
    }

    private void publish() {
        progress =
                new Progress(
                        connectedCount,
                        refusedCount,
                        openCount,
                        lostCount,
                        closedCount,
                        usedCount,
                        waitingCount,
                        messages,
                        wrong,
                        unsent + unanswered);
    }
}
