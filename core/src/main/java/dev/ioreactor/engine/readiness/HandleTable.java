package dev.ioreactor.engine.readiness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handles that are attached to one engine, each in a slot, and the tokens that name them to a
 * kernel.
 *
 * <p>A token is a slot in its lower and the slot's generation in its upper half. A slot is reused
 * with the next generation, so that a late event for its former handle finds nothing. Confined to
 * the engine's thread.
 */
final class HandleTable {
    private static final int NONE = -1;

    private @Nullable ReadyHandle[] handles = new ReadyHandle[16];
    private int[] generations = new int[16];

    /** For each free slot the next free one. */
    private int[] nextFree = new int[16];

    private int firstFree = NONE;

    /** The number of slots that were ever used: the bound of a walk over all handles. */
    private int slots;

    void add(ReadyHandle handle) {
        assert handle.slot == NONE;
        int slot = firstFree;
        if (slot == NONE) {
            slot = slots;
            if (slot == handles.length) {
                grow();
            }
            slots++;
        } else {
            firstFree = nextFree[slot];
        }
        handles[slot] = handle;
        handle.slot = slot;
    }

    void remove(ReadyHandle handle) {
        int slot = handle.slot;
        assert handles[slot] != null;
        handles[slot] = null;
        generations[slot]++;
        nextFree[slot] = firstFree;
        firstFree = slot;
        handle.slot = NONE;
    }

    long token(ReadyHandle handle) {
        int slot = handle.slot;
        return (long) generations[slot] << 32 | slot;
    }

    /** The handle that a token names, null if it has been removed. */
    @Nullable ReadyHandle find(long token) {
        int slot = (int) token;
        return generations[slot] == (int) (token >>> 32) ? handles[slot] : null;
    }

    int slots() {
        return slots;
    }

    @Nullable ReadyHandle at(int slot) {
        return handles[slot];
    }

    private void grow() {
        int capacity = handles.length * 2;
        handles = Arrays.copyOf(handles, capacity);
        generations = Arrays.copyOf(generations, capacity);
        nextFree = Arrays.copyOf(nextFree, capacity);
    }
}
