package dev.ioreactor.resource;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Ready;
import dev.ioreactor.engine.Receive;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving direction of a connection.
 *
 * <pre>
 *   FLOWING ⇄ HELD     paused by the service, or held while too much waits to be sent;
 *      │       │       what arrives meanwhile is kept, and offered when that is over
 *      └───────┴──▶ ENDED   end of stream or failure, told when what is held was delivered
 * </pre>
 *
 * <p>Receiving that fails for want of memory is tried again: see {@link MemoryShortage}.
 *
 * <p>While paused, the peer's hang-up is watched for. If nothing is in front of the end, the end is
 * told although paused: a pause holds data, not the news that there will be none.
 */
final class InboundStream {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final StreamConnection connection;
    private final Receive receive;
    private final UnreadBytes unread;
    private @Nullable Ready hangup; // null until first paused

    private short shortages; // how often in a row there was no memory
    private boolean paused;
    private boolean ended;
    private boolean handlerChanged; // since the last call with bytes began
    private boolean owesUnread; // held bytes are to be offered
    private boolean owesEnd; // the end of stream came while bytes were held

    InboundStream(StreamConnection connection, ResourceContext context) {
        this.connection = connection;
        receive = new Receive(connection.handle(), connection);
        unread = new UnreadBytes(context.chunks());
    }

    boolean owns(Operation operation) {
        return operation == receive || operation == hangup;
    }

    void completed(Operation operation, int result) {
        if (operation == receive) {
            received(result);
        } else {
            hungUp(result);
        }
    }

    /** Receives, unless something stands against it. */
    void start() {
        if (connection.isOpen() && !ended && !receive.inFlight() && connection.mayReceive()) {
            connection.submit(receive);
        }
    }

    private void received(int result) {
        if (result > 0) {
            shortages = 0;
            receivedBytes(result);
        } else if (result == 0) {
            ended = true;
            endedInOrder();
        } else if (result == -Errno.ECANCELED) {
            if (paused) {
                watchForHangup();
            }
            start();
        } else if (mayBeTriedAgain(result)) {
            connection.context().after(MemoryShortage.RETRY_NANOS, this::start);
        } else {
            ended = true;
            connection.inboundFailed(Reasons.of(result));
        }
    }

    private boolean mayBeTriedAgain(int result) {
        return MemoryShortage.explains(result)
                && connection.isOpen()
                && ++shortages <= MemoryShortage.MOST_RETRIES;
    }

    private void receivedBytes(int count) {
        connection.countReceived(count);
        if (connection.isHandingOver()) {
            unread.append(receive.data());
        } else if (!connection.isOpen()) {
            connection.context().tally().staleCompletions++;
        } else if (connection.isDraining()) {
            return; // nobody wants them any more: lingering until the peer closes
        } else if (isHeld()) {
            unread.append(receive.data());
        } else {
            deliver(receive.data());
        }
    }

    private void endedInOrder() {
        if (!connection.isOpen()) {
            return;
        }
        boolean bytesComeFirst = !unread.isEmpty() && (isHeld() || owesUnread);
        if (!connection.isDraining() && bytesComeFirst) {
            owesEnd = true;
        } else {
            connection.inboundEnded();
        }
    }

    private void deliver(ByteBuffer fresh) {
        handlerChanged = false;
        if (unread.isEmpty()) {
            connection.callBytes(fresh);
            if (connection.isHandingOver() || connection.isOpen()) {
                unread.append(fresh);
            }
        } else {
            unread.append(fresh);
            ByteBuffer view = unread.view();
            connection.callBytes(view);
            unread.readUpTo(view.position());
        }
        if (connection.isDraining()) {
            unread.clear();
        } else if (handlerChanged) {
            offerUnread(); // the new handler may want what the old one did not
        } else if (connection.isOpen() && !isHeld()) {
            connection.limitUnread(unread.bytes());
        }
    }

    // ---- holding

    private boolean isHeld() {
        return paused || connection.holdsInbound();
    }

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
        if (receive.inFlight()) {
            connection.context().cancel(receive);
        } else {
            watchForHangup();
        }
    }

    void resume() {
        paused = false;
        stopWatching();
        offerUnread();
        start();
    }

    /** Stops receiving without a pause, because too much waits to be sent. */
    void hold() {
        if (receive.inFlight()) {
            connection.context().cancel(receive);
        }
    }

    void handlerChanged() {
        handlerChanged = true;
        offerUnread();
    }

    /** Offers what was held, outside of any callback. */
    void offerUnread() {
        if (!unread.isEmpty() || owesEnd) {
            owesUnread = true;
            connection.context().defer(connection);
        }
    }

    void deferred() {
        if (owesUnread && connection.isOpen() && !isHeld()) {
            owesUnread = false;
            if (!unread.isEmpty()) {
                deliver(NO_BYTES);
            }
        }
        if (owesEnd && !owesUnread && connection.isOpen() && !isHeld()) {
            owesEnd = false;
            connection.inboundEnded();
        }
    }

    private void watchForHangup() {
        if (!connection.isOpen() || ended || !connection.isConnected()) {
            return;
        }
        if (hangup == null) {
            hangup = new Ready(connection.handle(), connection);
            hangup.of(Ready.HANGUP, false);
        }
        if (!hangup.inFlight()) {
            connection.submit(hangup);
        }
    }

    private void hungUp(int bits) {
        if (paused && mayBeTriedAgain(bits)) {
            connection.context().after(MemoryShortage.RETRY_NANOS, this::watchAgain);
            return;
        }
        if (bits == -Errno.ECANCELED) {
            watchAgain(); // resumed and paused again meanwhile
            return;
        }
        boolean nothingInFront = bits > 0 && connection.handle().availableBytes() == 0;
        if (connection.isOpen() && paused && nothingInFront && !ended && !receive.inFlight()) {
            connection.submit(receive);
        }
    }

    private void watchAgain() {
        if (paused && !receive.inFlight()) {
            watchForHangup();
        }
    }

    private void stopWatching() {
        if (hangup != null && hangup.inFlight()) {
            connection.context().cancel(hangup);
        }
    }

    // ---- the end

    boolean hasEnded() {
        return ended;
    }

    int unreadBytes() {
        return unread.bytes();
    }

    /** From now on nothing is delivered; what still comes is discarded. */
    void drain() {
        owesUnread = false;
        owesEnd = false;
        stopWatching();
        start();
    }

    void cancel() {
        hold();
        stopWatching();
    }

    /** Begins with what another connection had left unread. */
    void adopt(byte[] bytes, boolean endOfStream) {
        unread.append(ByteBuffer.wrap(bytes));
        ended = endOfStream;
        owesEnd = endOfStream;
        owesUnread = true;
    }

    byte[] takeUnread() {
        return unread.takeAll();
    }

    void clear() {
        unread.clear();
    }
}
