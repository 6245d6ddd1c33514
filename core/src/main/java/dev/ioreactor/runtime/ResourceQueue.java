package dev.ioreactor.runtime;

import dev.ioreactor.resource.ManagedResource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Resources that wait for one phase of the cycle; a batch is taken at a time, and what is added
 * while it is worked on waits for the next.
 */
final class ResourceQueue {
    private @Nullable ManagedResource[] waiting = new ManagedResource[64];
    private @Nullable ManagedResource[] batch = new ManagedResource[64];
    private int count;
    private int batchCount;

    void add(ManagedResource resource) {
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, count * 2);
        }
        waiting[count++] = resource;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Takes all that wait as the batch; returns how many. */
    int takeBatch() {
        @Nullable ManagedResource[] taken = waiting;
        waiting = batch;
        batch = taken;
        batchCount = count;
        count = 0;
        return batchCount;
    }

    ManagedResource at(int index) {
        ManagedResource resource = batch[index];
        assert resource != null;
        return resource;
    }

    /** Forgets the batch, so that it keeps nothing alive. */
    void clearBatch() {
        Arrays.fill(batch, 0, batchCount, null);
        batchCount = 0;
    }
}
