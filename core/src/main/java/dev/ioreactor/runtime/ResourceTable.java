package dev.ioreactor.runtime;

import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.service.ResourceId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a runtime by id: a slot that is reused, and a generation that is not.
 *
 * <p>A new generation begins whenever a slot becomes free. Adding, finding and removing are O(1);
 * the last slot to become free is the first to be used.
 */
final class ResourceTable {
    private static final int FIRST_CAPACITY = 64;

    private @Nullable ManagedResource[] resources = new ManagedResource[FIRST_CAPACITY];
    private long generation; // how often a slot became free
    private int[] freeSlots = new int[FIRST_CAPACITY];
    private int freeCount;
    private int usedSlots; // slots that were ever used
    private int size;

    /** Names a resource that is about to be made. */
    ResourceId reserve() {
        int slot = freeCount > 0 ? freeSlots[--freeCount] : nextSlot();
        return ResourceId.of(slot, generation);
    }

    private int nextSlot() {
        if (usedSlots == resources.length) {
            // There may be a million: growing by half leaves less unused than doubling.
            int larger = Math.min(ResourceId.MAX_SLOTS, usedSlots + usedSlots / 2);
            if (larger == usedSlots) {
                throw new IllegalStateException("more than " + larger + " resources");
            }
            resources = Arrays.copyOf(resources, larger);
        }
        return usedSlots++;
    }

    /** Gives a reserved id back that nothing was made of. */
    void cancel(ResourceId id) {
        free(id.slot());
    }

    void add(ManagedResource resource) {
        resources[resource.id().slot()] = resource;
        size++;
    }

    void remove(ManagedResource resource) {
        int slot = resource.id().slot();
        assert resource.equals(resources[slot]);
        resources[slot] = null;
        size--;
        free(slot);
    }

    private void free(int slot) {
        generation++;
        if (freeCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
        }
        freeSlots[freeCount++] = slot;
    }

    @Nullable ManagedResource find(ResourceId id) {
        int slot = id.slot();
        ManagedResource found = slot < usedSlots ? resources[slot] : null;
        return found != null && found.id().equals(id) ? found : null;
    }

    /** The number of slots, to loop over with {@link #at}. */
    int slots() {
        return usedSlots;
    }

    @Nullable ManagedResource at(int slot) {
        return resources[slot];
    }

    int size() {
        return size;
    }
}
