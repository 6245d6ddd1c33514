package dev.ioreactor.unix;

import static dev.ioreactor.unix.libc.RingConstants.IORING_OP_POLL_ADD;
import static dev.ioreactor.unix.libc.RingConstants.IORING_POLL_ADD_MULTI;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.PollConstants;
import dev.ioreactor.unix.libc.PollFd;
import dev.ioreactor.unix.libc.Polling;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a ring's wait from any thread: an eventfd(2) that the ring polls, multishot.
 *
 * <p>Each signal to the descriptor is one completion, whatever its count, which is therefore never
 * read while the poll stands: a wake costs the woken thread no call. Of several wakes only the
 * first signals, until its completion is taken:
 *
 * <pre>
 *    another thread                        owner
 *    a  mailbox.offer(command)             1  takes the completion
 *    b  sent.getAndSet(true) or signal     2  sent.set(false)
 *                                          3  returns, looks into the mailbox
 * </pre>
 *
 * <p>If b finds {@code true}, then 2 comes after it in the one order of these accesses, and 3 sees
 * what a has put there. Else the signal makes another completion.
 */
final class UringWake {
    /** The word of the poll's completions. */
    static final long WORD = -1;

    /** Where in the scratch memory, whose beginning the call itself needs. */
    private static final int PAUSE_ENTRY = 64;

    private final CallState state;
    private final WakeDescriptor descriptor;
    private final AtomicBoolean sent = new AtomicBoolean();

    private boolean armed;
    private boolean woken;

    UringWake(CallState state) throws IOException {
        this.state = state;
        descriptor = WakeDescriptor.open(state);
    }

    /** Thread-safe. Ends the current wait, or the next one. */
    void wake() {
        if (!sent.getAndSet(true)) {
            descriptor.signal();
        }
    }

    /** Whether the ring polls the descriptor. */
    boolean isArmed() {
        return armed;
    }

    /** Writes the entry of the poll. */
    void arm(long entry) {
        armed = true;
        Entry.put(
                entry,
                IORING_OP_POLL_ADD,
                0,
                0,
                descriptor.descriptor(),
                0,
                0,
                IORING_POLL_ADD_MULTI,
                PollConstants.POLLIN,
                WORD,
                0,
                0);
    }

    /**
     * Waits outside of the ring, for a wake or until the time is over. May end early for a wake of
     * the past, but not twice for the same.
     */
    void pause(long nanos) {
        long entry = state.scratch() + PAUSE_ENTRY;
        PollFd.put(entry, descriptor.descriptor(), PollConstants.POLLIN);
        if (Polling.pollNanos(state, entry, 1, nanos) <= 0) {
            return;
        }
        // The next pause must not find these signals. What completes for them is one wake too many.
        descriptor.drain(state);
        woken = true;
        sent.set(false);
    }

    /** Takes a completion of the poll. */
    void completed(boolean more) {
        if (!more) {
            armed = false;
            // Or the next poll would find the old signals. A signal after this is found by it.
            descriptor.drain(state);
        }
        woken = true;
        sent.set(false);
    }

    /** Whether a wake has come since the last time. */
    boolean takeWoken() {
        boolean was = woken;
        woken = false;
        return was;
    }

    /** The ring must not poll the descriptor any more; later wakes do nothing. */
    void close() {
        sent.set(true);
        descriptor.close(state);
    }
}
