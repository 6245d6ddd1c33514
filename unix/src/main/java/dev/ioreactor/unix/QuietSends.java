package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.SocketConstants.MSG_DONTWAIT;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_NOSIGNAL;
import static dev.ioreactor.unix.libc.SocketConstants.MSG_WAITALL;

import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.Send;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sends of which the kernel tells only the failure, so that one enter can submit them and wait: an
 * answer to each would end that wait at once.
 *
 * <p>The kernel performs such a send while it takes the entry, and never later ({@code
 * MSG_DONTWAIT}); if it does not send everything it takes that for a failure ({@code MSG_WAITALL})
 * and answers although success is to be skipped ({@code IOSQE_CQE_SKIP_SUCCESS}). So once all
 * entries are taken and all answers are read, those without one have succeeded.
 *
 * <pre>
 *          add            enter, all answers read
 *   queued ───▶ in here ──────────────────────────▶ complete, with all bytes
 *     ▲            │ answer
 *     │            ├──────────────────────────────▶ complete, with some bytes or an error
 *     └────────────┘ nothing could be sent now: then as an ordinary one
 * </pre>
 *
 * <p>First in, first out; as many as there are connections that send in one cycle. Confined to the
 * engine's thread.
 */
final class QuietSends {
    /** The flags of send(2) that make it fail instead of waiting, or of sending a part. */
    static final int SEND_FLAGS = MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL;

    private final UringOperations operations;
    private @Nullable Send[] sends = new Send[64];
    private int count;
    private boolean urgent;

    QuietSends(UringOperations operations) {
        this.operations = operations;
    }

    /** Notes that an entry was written for a send. */
    void add(Send send) {
        assert !send.engineHas(UringOperations.ARMED | UringOperations.QUIET);
        if (count == sends.length) {
            sends = Arrays.copyOf(sends, count * 2);
        }
        send.engineSet(UringOperations.QUIET);
        sends[count++] = send;
    }

    /** Notes that the kernel has answered, which it does if not everything was sent. */
    static void failed(Operation send) {
        send.engineClear(UringOperations.QUIET);
        send.engineSet(UringOperations.LOUD);
    }

    /** Somebody waits for one of them: the next poll must not wait. */
    void hurry() {
        urgent = true;
    }

    /** Whether the next poll must not wait. */
    boolean isUrgent() {
        return urgent;
    }

    /**
     * Completes those that were not answered, at most {@code limit}; what is left is urgent then.
     *
     * @param limit 0 as long as there may be answers which have not been read
     * @return the number of completions delivered
     */
    int complete(int limit, CompletionSink sink) {
        int all = count; // the sink adds none: it only queues
        int taken = 0;
        int delivered = 0;
        while (taken < all && delivered < limit) {
            Send send = sends[taken++];
            if (send != null && send.engineHas(UringOperations.QUIET)) {
                send.engineClear(UringOperations.QUIET);
                delivered += operations.finish(send, send.bytes(), sink);
            }
        }
        drop(taken);
        urgent = count > 0;
        return delivered;
    }

    private void drop(int taken) {
        int left = count - taken;
        System.arraycopy(sends, taken, sends, 0, left);
        Arrays.fill(sends, left, count, null);
        count = left;
    }

    /** Forgets all. */
    void clear() {
        drop(count);
        urgent = false;
    }
}
