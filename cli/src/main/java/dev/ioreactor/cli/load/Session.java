package dev.ioreactor.cli.load;

import dev.ioreactor.service.CloseReason;
import dev.ioreactor.service.Connection;
import dev.ioreactor.service.ConnectionHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client, and where it stands; told by the runtime, moved by its {@link
 * Load}.
 *
 * <pre>
 *   CONNECTING ──▶ IDLE ◀──▶ WAITING        WAITING: a message is on its way
 *       │           │           │
 *       │           ▼           │
 *       │        CLOSING        │           CLOSING: finished, the peer's end is to come
 *       ▼           ▼           ▼
 *     GONE        GONE        GONE          only the middle one is as it should be
 * </pre>
 */
final class Session implements ConnectionHandler {
    enum State {
        CONNECTING,
        IDLE,
        WAITING,
        CLOSING,
        GONE
    }

    final int index;
    private final Load load;

    State state = State.CONNECTING;

    /** Null until connected and when gone. */
    @Nullable Connection connection;

    /** Where in the stream the next message begins, or the one that is on its way. */
    long position;

    /** Bytes of the message on its way that have not come back. */
    int outstandingBytes;

    /** When the message on its way was sent. */
    long sentNanos;

    /** Whether a byte of the message on its way came back wrong. */
    boolean isWrong;

    /** Whether the peer has ended its stream. */
    boolean isEnded;

    Session(Load load, int index) {
        this.load = load;
        this.index = index;
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        load.connected(this);
    }

    @Override
    public void bytes(Connection from, ByteBuffer bytes) {
        load.received(this, bytes);
    }

    @Override
    public void endOfStream(Connection from) {
        isEnded = true;
        from.drain();
    }

    @Override
    public void closed(Connection gone, CloseReason reason) {
        connection = null;
        load.closed(this, reason);
    }
}
