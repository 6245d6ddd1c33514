package dev.ioreactor.resource;

import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Send;
import dev.ioreactor.engine.Shutdown;
import dev.ioreactor.service.CloseReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sending direction of a connection: a queue between two watermarks, at most one send in
 * flight, and an end.
 *
 * <pre>
 *   OPEN ── finish ──▶ FINISHING ── the queue is empty ──▶ SHUTTING ──▶ SHUT
 *     └───────────────────┴── a send failed ──▶ FAILED
 * </pre>
 *
 * <p>A send that fails for want of memory is made again: see {@link MemoryShortage}.
 */
final class OutboundStream {
    private final StreamConnection connection;
    private final OutboundQueue queue;
    private final Send send;
    private @Nullable Shutdown shutdown; // null until the queue is to be followed by the end
    private @Nullable CloseReason failure; // null while it is well

    private int sentAhead; // bytes in this cycle, without having been queued
    private short shortages; // how often in a row there was no memory
    private boolean hasLarge; // sends in this cycle
    private boolean hasMore; // after the first of those
    private boolean gathersLarge; // there was more in the last cycle that had any
    private boolean awaitsMemory; // a send is to be made again
    private boolean sentInPart; // the last one was, so the kernel's buffer is full
    private boolean finishing;
    private boolean shut;
    private boolean full; // what waits reaches the high watermark
    private boolean throttled; // what is left after flushing reaches the high watermark
    private boolean refused; // a send was, since it last drained
    private boolean owesDrained;

    OutboundStream(StreamConnection connection, ResourceContext context) {
        this.connection = connection;
        queue = new OutboundQueue(context.chunks());
        send = new Send(connection.handle(), connection);
    }

    boolean owns(Operation operation) {
        return operation == send || operation == shutdown;
    }

    void completed(Operation operation, int result) {
        if (operation == send) {
            sent(result);
        } else {
            shut(result);
        }
    }

    // ---- recording

    /** Whether a send is accepted now; notes a refusal. */
    boolean admits() {
        if (!connection.isOpen() || finishing || failure != null) {
            return false;
        }
        if (!full && !sentMuchAhead()) {
            hasMore = hasLarge;
            return true;
        }
        refused = true;
        owesDrained = true;
        connection.context().tally().sendsRefused++;
        connection.context().tracer().refused(connection.id(), queue.bytes());
        return false;
    }

    /**
     * Whether bytes are so many that to spare them the copy is worth a call of its own. Where more
     * was sent after such bytes in the last cycle it is not: one call that gathers all of it costs
     * the kernel, and the peer, less than a call for each.
     */
    boolean spares(ByteBuffer bytes) {
        if (bytes.remaining() <= connection.context().limits().copiedBytes()) {
            return false;
        }
        boolean isFirst = !hasLarge;
        hasLarge = true;
        return isFirst && !gathersLarge && queue.isEmpty() && connection.isConnected();
    }

    /**
     * Sends at once what the kernel takes, straight from the caller's buffer.
     *
     * @return false if sending has failed
     */
    boolean sendNow(ByteBuffer bytes) {
        assert !send.inFlight() : "its bytes would still be queued";
        assert !awaitsMemory : "likewise";
        int result = connection.context().sendNow(connection.handle(), bytes);
        if (result > 0) {
            sentInPart = bytes.hasRemaining();
            sentAhead += result;
            connection.countSent(result);
            connection.wasActive();
            connection.context().dirty(connection);
        } else if (result != -Errno.EAGAIN && !MemoryShortage.explains(result)) {
            failed(Reasons.of(result));
        }
        return failure == null;
    }

    OutboundQueue queue() {
        return queue;
    }

    /** Something was appended to the queue. */
    void recorded() {
        full = isFull();
        boolean mayGo = !send.inFlight() || send.successMayBeLate(); // that one ends with the poll
        if (!queue.isEmpty() && mayGo && connection.isConnected()) {
            connection.context().dirty(connection);
        }
        if (full || sentMuchAhead()) {
            owesDrained = true;
        }
    }

    private boolean isFull() {
        return queue.bytes() >= connection.context().limits().highWatermarkBytes();
    }

    /** More than may be queued is enough for one cycle, however quickly the peer reads. */
    private boolean sentMuchAhead() {
        return sentAhead > 0 && sentAhead > connection.context().limits().highWatermarkBytes();
    }

    void finish() {
        finishing = true;
        connection.context().dirty(connection);
    }

    // ---- sending

    void flush() {
        if (hasLarge) {
            beginAnew();
        }
        if (!connection.isOpen() || failure != null || send.inFlight() || awaitsMemory) {
            return;
        }
        if (!queue.isEmpty()) {
            send.of(queue.head(), (int) Math.min(queue.bytes(), Integer.MAX_VALUE));
            send.successMayBeLate(!finishing && !owesDrained && !sentInPart);
            if (send.successMayBeLate()) {
                connection.wasActive();
            }
            connection.submit(send);
        } else if (finishing && shutdown == null && !connection.endsWithoutShutdown()) {
            shutdown = new Shutdown(connection.handle(), connection);
            connection.submit(shutdown);
        }
    }

    /** The cycle is over: what went ahead of the queue counts no more, and there may be more. */
    private void beginAnew() {
        gathersLarge = hasMore;
        hasLarge = false;
        hasMore = false;
        sentAhead = 0;
        if (connection.isOpen() && failure == null && owesDrained) {
            settleDrained();
        }
    }

    private void sent(int result) {
        if (result > 0) {
            shortages = 0;
            sentInPart = result < send.bytes();
            queue.consume(result);
            full = full && isFull();
            connection.countSent(result);
            if (!send.successMayBeLate()) {
                connection.wasActive();
            }
        } else if (mayBeMadeAgain(result)) {
            awaitsMemory = true;
            connection.context().after(MemoryShortage.RETRY_NANOS, this::sendAgain);
        } else if (result != -Errno.ECANCELED) {
            failed(Reasons.of(result));
        }
        if (connection.isOpen() && failure == null) {
            if (owesDrained) {
                settleDrained();
            }
            goOn();
        }
    }

    /** A late success comes among what else has happened, of which there may be more to send. */
    private void goOn() {
        if (!send.successMayBeLate()) {
            connection.flush();
        } else if (!queue.isEmpty() || finishing) {
            connection.context().dirty(connection);
        }
    }

    private boolean mayBeMadeAgain(int result) {
        return MemoryShortage.explains(result)
                && connection.isOpen()
                && ++shortages <= MemoryShortage.MOST_RETRIES;
    }

    private void sendAgain() {
        awaitsMemory = false;
        if (connection.isOpen()) {
            connection.context().dirty(connection);
        }
    }

    private void failed(CloseReason why) {
        if (connection.isOpen()) {
            failure = why;
            refused = false;
            throttled = false;
            connection.outboundFailed(why);
        }
    }

    private void shut(int result) {
        if (!connection.isOpen()) {
            return;
        }
        if (result < 0 && result != -Errno.ECANCELED) {
            failed(Reasons.of(result));
        } else {
            shut = true;
            connection.outboundShut();
        }
    }

    // ---- watermarks

    /** Called when all that could be sent at once was: holds the other direction if too much is. */
    void settle() {
        if (connection.isOpen() && !throttled && full) {
            throttled = true;
            connection.holdInbound();
        }
    }

    private void settleDrained() {
        if (queue.bytes() > connection.context().limits().lowWatermarkBytes()) {
            return;
        }
        owesDrained = false;
        refused = false;
        throttled = false;
        connection.outboundDrained(!finishing);
    }

    /** Whether received bytes are to be held because of this direction. */
    boolean holdsInbound() {
        return throttled || refused || (full && failure == null);
    }

    /** Whether receiving is to stop because of this direction. */
    boolean isThrottled() {
        return throttled;
    }

    // ---- the end

    boolean isFinishing() {
        return finishing;
    }

    boolean isShut() {
        return shut;
    }

    @Nullable CloseReason failure() {
        return failure;
    }

    void cancel() {
        if (send.inFlight()) {
            connection.context().cancel(send);
        }
    }
}
