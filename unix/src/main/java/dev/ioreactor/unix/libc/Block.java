package dev.ioreactor.unix.libc;

import java.lang.foreign.Arena;

/**
 * A piece of native memory, zeroed, at a fixed address until it is closed.
 *
 * <p>Owned by whoever allocated it; any thread may close it, once nobody, the kernel included, uses
 * it any more: nothing checks that.
 */
public final class Block implements AutoCloseable {
    private final Arena arena;
    private final long address;
    private final long bytes;
    private boolean closed;

    private Block(Arena arena, long address, long bytes) {
        this.arena = arena;
        this.address = address;
        this.bytes = bytes;
    }

    /**
     * Allocates memory aligned to a cache line, or to a page if it is at least that large.
     *
     * @throws OutOfMemoryError if the system has none left
     */
    public static Block allocate(long bytes) {
        return allocate(bytes, bytes >= Memory.PAGE_BYTES ? Memory.PAGE_BYTES : 64);
    }

    /** Allocates memory aligned to a power of two. */
    @SuppressWarnings("MustBeClosedChecker") // close() is where the arena is closed
    public static Block allocate(long bytes, long alignment) {
        Arena arena = Arena.ofShared();
        try {
            return new Block(arena, arena.allocate(bytes, alignment).address(), bytes);
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    /** The address of the first byte. */
    public long address() {
        return address;
    }

    /** How many bytes there are. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
