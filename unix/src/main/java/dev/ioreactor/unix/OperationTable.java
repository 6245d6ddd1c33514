package dev.ioreactor.unix;

import dev.ioreactor.engine.Operation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations that a kernel has been given, each in a slot, and the words that name them in
 * completions.
 *
 * <p>A word is a slot in its lower and the slot's generation in its upper half, never an address: a
 * slot is used again with the next generation, so that a late completion for its former operation
 * finds nothing. Words are not negative. Confined to the engine's thread.
 */
final class OperationTable {
    private static final int NONE = -1;

    private @Nullable Operation[] operations = new Operation[64];
    private int[] generations = new int[64];

    private int[] freeSlots = new int[64];
    private int freeCount;
    private int slots;
    private int size;

    /** Gives an operation a slot, which becomes its {@link Operation#engineIndex}. */
    void add(Operation operation) {
        int slot = freeCount > 0 ? freeSlots[--freeCount] : nextSlot();
        operations[slot] = operation;
        operation.engineIndex = slot;
        size++;
    }

    /** There may be a million: growing by half leaves less unused than doubling. */
    private int nextSlot() {
        if (slots == operations.length) {
            int capacity = slots + slots / 2;
            operations = Arrays.copyOf(operations, capacity);
            generations = Arrays.copyOf(generations, capacity);
        }
        return slots++;
    }

    void remove(Operation operation) {
        int slot = operation.engineIndex;
        assert operations[slot] != null;
        operations[slot] = null;
        generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
        if (freeCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
        }
        freeSlots[freeCount++] = slot;
        operation.engineIndex = NONE;
        size--;
    }

    /** The word that names an operation with a slot. */
    long word(Operation operation) {
        int slot = operation.engineIndex;
        return (long) generations[slot] << 32 | slot;
    }

    /** The operation that a word names, null if it has ended. */
    @Nullable Operation find(long word) {
        int slot = (int) word;
        return generations[slot] == (int) (word >>> 32) ? operations[slot] : null;
    }

    /** How many operations there are. */
    int size() {
        return size;
    }

    /** How many slots were ever used: the bound of a walk. */
    int slots() {
        return slots;
    }

    @Nullable Operation at(int slot) {
        return operations[slot];
    }
}
