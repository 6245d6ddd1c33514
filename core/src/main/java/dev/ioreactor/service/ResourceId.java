package dev.ioreactor.service;

/**
 * Names a resource within its runtime, from before it is open until long after: never reused.
 *
 * @param value slot and generation, of no meaning outside the runtime
 */
public record ResourceId(long value) {
    private static final int SLOT_BITS = 24;

    /** The most resources that a runtime can have at a time. */
    public static final int MAX_SLOTS = 1 << SLOT_BITS;

    /** The id of the resource in {@code slot} that {@code generation} tells from the others. */
    public static ResourceId of(int slot, long generation) {
        if (slot < 0 || slot >= MAX_SLOTS || generation < 0 || generation >= 1L << 39) {
            throw new IllegalArgumentException("slot " + slot + ", generation " + generation);
        }
        return new ResourceId(generation << SLOT_BITS | slot);
    }

    /** The place in the runtime's table. */
    public int slot() {
        return (int) (value & (MAX_SLOTS - 1));
    }

    /** What tells it from all others that were, or will be, in the same slot; ever larger. */
    public long generation() {
        return value >>> SLOT_BITS;
    }

    @Override
    public String toString() {
        return "#" + slot() + "." + generation();
    }
}
