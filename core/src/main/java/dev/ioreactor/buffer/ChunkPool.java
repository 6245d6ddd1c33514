package dev.ioreactor.buffer;

import org.jspecify.annotations.Nullable;

/**
 * Chunks of one size, leased and released last in, first out, so that the memory in use is small
 * and warm.
 *
 * <p>Owned by one runtime and confined to its thread. At most {@code retainedChunks} released ones
 * are kept; the others are freed at once, so that a burst does not stay in memory. {@link #close}
 * frees what is kept; {@link #leased} must be zero by then.
 */
public final class ChunkPool implements AutoCloseable {
    private final ChunkMemory memory;
    private final int chunkBytes;
    private final int retainedChunks;

    private @Nullable Chunk free;
    private int freeChunks;
    private int leased;
    private boolean closed;

    /**
     * @param chunkBytes capacity of each pooled chunk
     * @param retainedChunks how many released chunks are kept
     */
    public ChunkPool(ChunkMemory memory, int chunkBytes, int retainedChunks) {
        if (chunkBytes < 1 || retainedChunks < 0) {
            throw new IllegalArgumentException(
                    "chunkBytes " + chunkBytes + ", retainedChunks " + retainedChunks);
        }
        this.memory = memory;
        this.chunkBytes = chunkBytes;
        this.retainedChunks = retainedChunks;
    }

    /** Leases an empty chunk of the pool's size. */
    public Chunk lease() {
        assert !closed;
        leased++;
        Chunk chunk = free;
        if (chunk == null) {
            return memory.allocate(chunkBytes);
        }
        free = chunk.next;
        chunk.next = null;
        freeChunks--;
        return chunk;
    }

    /** Leases an empty chunk of at least {@code capacityBytes}, a larger one if it must be. */
    public Chunk lease(int capacityBytes) {
        if (capacityBytes <= chunkBytes) {
            return lease();
        }
        leased++;
        return memory.allocate(capacityBytes);
    }

    /** Takes back a leased chunk; its bytes are gone. */
    public void release(Chunk chunk) {
        assert leased > 0;
        leased--;
        chunk.reset();
        if (closed || freeChunks == retainedChunks || chunk.buffer.capacity() != chunkBytes) {
            memory.free(chunk);
            return;
        }
        chunk.next = free;
        free = chunk;
        freeChunks++;
    }

    /** The number of chunks leased and not yet released. */
    public int leased() {
        return leased;
    }

    /** The capacity of each pooled chunk. */
    public int chunkBytes() {
        return chunkBytes;
    }

    @Override
    public void close() {
        closed = true;
        while (free != null) {
            Chunk chunk = free;
            free = chunk.next;
            memory.free(chunk);
        }
        freeChunks = 0;
    }
}
