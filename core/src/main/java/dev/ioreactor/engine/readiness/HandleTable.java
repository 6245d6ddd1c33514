package dev.ioreactor.engine.readiness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handles that are attached to one engine, each in a slot, and the tokens that name them to a
 * kernel.
 *
 * <p>A token is a slot in its lower half and a number in its upper one that tells those apart that
 * were in the same slot, so that a late event for a former handle finds nothing. The numbers come
 * round after 2^31 handles. Confined to the engine's thread.
 */
final class HandleTable {
    private static final int NONE = -1;

    private @Nullable ReadyHandle[] handles = new ReadyHandle[16];
    private int[] freeSlots = new int[16];
    private int freeCount;

    /** How many handles were ever added, as the numbers in tokens. */
    private int added;

    /** The number of slots that were ever used: the bound of a walk over all handles. */
    private int slots;

    void add(ReadyHandle handle) {
        assert handle.token == NONE;
        int slot = freeCount > 0 ? freeSlots[--freeCount] : nextSlot();
        handles[slot] = handle;
        handle.token = (long) added << 32 | slot;
        added = (added + 1) & Integer.MAX_VALUE;
    }

    /** There may be a million: growing by half leaves less unused than doubling. */
    private int nextSlot() {
        if (slots == handles.length) {
            handles = Arrays.copyOf(handles, slots + slots / 2);
        }
        return slots++;
    }

    void remove(ReadyHandle handle) {
        int slot = (int) handle.token;
        assert handles[slot] != null;
        handles[slot] = null;
        handle.token = NONE;
        if (freeCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
        }
        freeSlots[freeCount++] = slot;
    }

    /** The handle that a token names, null if it has been removed. */
    @Nullable ReadyHandle find(long token) {
        ReadyHandle handle = handles[(int) token];
        return handle != null && handle.token == token ? handle : null;
    }

    int slots() {
        return slots;
    }

    @Nullable ReadyHandle at(int slot) {
        return handles[slot];
    }
}
