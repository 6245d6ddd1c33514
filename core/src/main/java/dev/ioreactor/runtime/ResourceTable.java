package dev.ioreactor.runtime;

import dev.ioreactor.resource.ManagedResource;
import dev.ioreactor.service.ResourceId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a runtime by id: slots that are reused, each with a generation that is not.
 *
 * <p>Adding, finding and removing are O(1); the last slot to become free is the first to be used.
 */
final class ResourceTable {
    private static final int FIRST_CAPACITY = 64;

    private @Nullable ManagedResource[] resources = new ManagedResource[FIRST_CAPACITY];
    private long[] generations = new long[FIRST_CAPACITY];
    private int[] freeSlots = new int[FIRST_CAPACITY];
    private int freeCount;
    private int usedSlots; // slots that were ever used
    private int size;

    /** Names a resource that is about to be made. */
    ResourceId reserve() {
        int slot = freeCount > 0 ? freeSlots[--freeCount] : nextSlot();
        return ResourceId.of(slot, generations[slot]);
    }

    private int nextSlot() {
        if (usedSlots == resources.length) {
            int larger = (int) Math.min(ResourceId.MAX_SLOTS, resources.length * 2L);
            if (larger == usedSlots) {
                throw new IllegalStateException("more than " + larger + " resources");
            }
            resources = Arrays.copyOf(resources, larger);
            generations = Arrays.copyOf(generations, larger);
            freeSlots = Arrays.copyOf(freeSlots, larger);
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
        generations[slot]++;
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
