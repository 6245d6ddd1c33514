package dev.ioreactor.unix;

import dev.ioreactor.engine.CompletionSink;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Operation;
import dev.ioreactor.engine.readiness.OperationQueue;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where each operation of an engine {@code io_uring} stands.
 *
 * <pre>
 *            submit            start: entry written         completion without MORE
 *   idle ─────────▶ queued ─────────────────────▶ armed ────────────────────────────┐
 *    ▲                │ ▲                        │    ▲                             │
 *    │                │ │                        └────┘ completion with MORE        │
 *    │                │ └─────────── again: the kernel ended what shall go on ──────┤
 *    │     finish     │                                                             │
 *    └────────────────┴─────────────────────── finish ──────────────────────────────┘
 * </pre>
 *
 * <p>A queued operation that is cancelled ends when it is its turn; an armed one is cancelled in
 * the kernel, which ends it. A {@link QuietSends quiet} send is not armed: it ends with the poll.
 * Confined to the engine's thread.
 */
final class UringOperations {
    /** Bit for {@link Operation#engineHas}: the kernel has it, and will say how it ended. */
    static final int ARMED = OperationQueue.QUEUED << 1;

    /** Bit: what the kernel has is a poll, after which the operation proper is tried again. */
    static final int WAITING = ARMED << 1;

    /** Bit: the kernel gets it with the next enter, and only says if it fails. */
    static final int QUIET = WAITING << 1;

    /** Bit: it failed as a quiet one, and is tried again as one that the kernel answers. */
    static final int LOUD = QUIET << 1;

    final OperationTable table = new OperationTable();
    final OperationQueue queue = new OperationQueue();
    final QuietSends quiets = new QuietSends(this);

    private final UringEngine engine;

    /** The words of operations to be cancelled in the kernel, once those below are. */
    private long[] cancels = new long[16];

    private int cancelCount;

    /** The words of those cancelled before, taken from the last to the first. */
    private long[] olderCancels = new long[16];

    private int olderCancelCount;
    private int armedCount;

    UringOperations(UringEngine engine) {
        this.engine = engine;
    }

    void submit(Operation operation) {
        attach(operation.handle());
        operation.markSubmitted();
        operation.engineIndex = -1;
        queue.add(operation);
    }

    /** Makes a handle this engine's, or throws. */
    void attach(Handle handle) {
        if (!(handle instanceof FdHandle fd)) {
            throw foreign(handle);
        }
        RingPlace place = fd.ringPlace;
        if (place != null && isMine(place)) {
            return;
        }
        if (fd.isAttached() || (place != null && !place.engine.isClosed())) {
            throw new IllegalStateException("another engine has it: " + handle);
        }
        // On a non-blocking descriptor the kernel would answer EAGAIN instead of waiting.
        if (!fd.isOpen() || fd.nonBlocking(false) < 0) {
            throw foreign(handle);
        }
        fd.ringPlace = new RingPlace(engine);
    }

    private static IllegalArgumentException foreign(Handle handle) {
        return new IllegalArgumentException("not a handle of the engine io_uring: " + handle);
    }

    @SuppressWarnings("ReferenceEquality") // An engine is equal to none but itself.
    private boolean isMine(RingPlace place) {
        return place.engine == engine;
    }

    /** What the engine knows about an operation's handle, null once that is closed. */
    @Nullable RingPlace placeOf(Operation operation) {
        RingPlace place = ((FdHandle) operation.handle()).ringPlace;
        return place != null && isMine(place) ? place : null;
    }

    void cancel(Operation operation) {
        if (!operation.markCancelled()) {
            return;
        }
        if (operation.engineHas(ARMED)) {
            cancelArmed(operation);
        } else if (operation.engineHas(QUIET)) {
            quiets.hurry();
        }
    }

    private void cancelArmed(Operation operation) {
        if (cancelCount == cancels.length) {
            cancels = Arrays.copyOf(cancels, cancelCount * 2);
        }
        cancels[cancelCount++] = table.word(operation);
    }

    /** Cancels whatever is in flight on a handle. */
    void cancelAll(RingPlace place) {
        for (int slot = 0; slot < table.slots(); slot++) {
            Operation operation = table.at(slot);
            if (operation != null && placeOf(operation) == place) {
                cancel(operation);
            }
        }
    }

    /** Cancels whatever the kernel has, although it may have been cancelled before. */
    void cancelArmed() {
        for (int slot = 0; slot < table.slots(); slot++) {
            Operation operation = table.at(slot);
            if (operation != null && operation.engineHas(ARMED)) {
                cancelArmed(operation);
            }
        }
    }

    boolean hasCancels() {
        return cancelCount > 0 || olderCancelCount > 0;
    }

    /**
     * Takes the word of an operation to be cancelled in the kernel; there must be one.
     *
     * <p>The last one first: the kernel looks for an operation among all whose words have the same
     * hash, and begins with the youngest. What is cancelled meanwhile comes later, so that each has
     * its turn.
     */
    long takeCancel() {
        if (olderCancelCount == 0) {
            long[] taken = olderCancels;
            olderCancels = cancels;
            olderCancelCount = cancelCount;
            cancels = taken;
            cancelCount = 0;
        }
        return olderCancels[--olderCancelCount];
    }

    /** Notes that an entry was written for an operation. */
    void armed(Operation operation) {
        assert !operation.engineHas(ARMED | OperationQueue.QUEUED);
        operation.engineSet(ARMED);
        armedCount++;
    }

    /** Notes that the kernel has ended what it had. */
    void disarmed(Operation operation) {
        if (operation.engineHas(QUIET)) {
            QuietSends.failed(operation);
            return;
        }
        assert operation.engineHas(ARMED);
        operation.engineClear(ARMED);
        armedCount--;
    }

    /** The number of operations that the kernel has. */
    int armedCount() {
        return armedCount;
    }

    /** Queues an operation that goes on. */
    void again(Operation operation) {
        assert !operation.engineHas(ARMED | QUIET);
        queue.add(operation);
    }

    /** Queues an operation that goes on when its descriptor is ready. */
    void againWhenReady(Operation operation) {
        operation.engineSet(WAITING);
        again(operation);
    }

    /** Delivers the final completion of an operation that has a slot. */
    int finish(Operation operation, int result, CompletionSink sink) {
        RingPlace place = Objects.requireNonNull(placeOf(operation)); // a close comes last
        place.leave(operation);
        table.remove(operation);
        int delivered = end(operation, result, sink);
        Operation close = place.close;
        if (close != null && place.inFlight() == 0) {
            place.close = null;
            queue.add(close);
        }
        return delivered;
    }

    /** Delivers the final completion of an operation without a slot. */
    int end(Operation operation, int result, CompletionSink sink) {
        operation.markIdle();
        sink.complete(operation, result, false);
        return 1;
    }

    /** Makes all operations idle, without completions; the kernel must have none of them. */
    void abandon() {
        quiets.clear();
        for (Operation next = queue.take(); next != null; next = queue.take()) {
            abandon(next);
        }
        for (int slot = 0; slot < table.slots(); slot++) {
            Operation operation = table.at(slot);
            if (operation != null) {
                abandon(operation);
            }
        }
    }

    private void abandon(Operation operation) {
        if (operation.engineIndex >= 0) {
            table.remove(operation);
        }
        operation.markIdle();
        FdHandle handle = (FdHandle) operation.handle();
        RingPlace place = handle.ringPlace;
        if (place != null && place.close != null) {
            place.close.markIdle();
            place.close = null;
        }
        handle.ringPlace = null;
    }
}
