package dev.ioreactor.engine.readiness;

import dev.ioreactor.engine.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Operations first in, first out, linked through themselves: each is to be started, or to be ended
 * because it was cancelled. For engines; confined to the engine's thread.
 */
public final class OperationQueue {
    /** The bit that an operation in a queue {@linkplain Operation#engineHas has}. */
    public static final int QUEUED = 1;

    private @Nullable Operation first;
    private @Nullable Operation last;

    /** An empty queue. */
    public OperationQueue() {}

    /** Adds an operation unless it is in here already. */
    public void add(Operation operation) {
        if (operation.engineHas(QUEUED)) {
            return;
        }
        assert operation.engineNext == null;
        operation.engineSet(QUEUED);
        Operation before = last;
        if (before == null) {
            first = operation;
        } else {
            before.engineNext = operation;
        }
        last = operation;
    }

    /** Removes the first operation; null if there is none. */
    public @Nullable Operation take() {
        Operation operation = first;
        if (operation == null) {
            return null;
        }
        first = operation.engineNext;
        if (first == null) {
            last = null;
        }
        operation.engineNext = null;
        operation.engineClear(QUEUED);
        return operation;
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return first == null;
    }

    /** The one added last, null if there is none. */
    public @Nullable Operation last() {
        return last;
    }
}
