package dev.ioreactor.engine;

import dev.ioreactor.buffer.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a file at an offset into a chunk; one-shot.
 *
 * <p>Fills the chunk from {@link Chunk#end}, by at most {@link #count} bytes, and leaves moving
 * {@code end} to the owner. Result: the number of bytes read, 0 at the end of the file, or a
 * negated errno.
 */
public final class ReadAt extends Operation {
    private @Nullable Chunk target;
    private long offset;
    private int count;

    /** Reads from {@code handle}. */
    public ReadAt(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says where from, where to and how much; while idle only. */
    public void of(long offsetBytes, Chunk into, int countBytes) {
        assert !inFlight();
        assert countBytes <= into.freeBytes();
        offset = offsetBytes;
        target = into;
        count = countBytes;
    }

    /** Where in the file to begin. */
    public long offset() {
        return offset;
    }

    /** The chunk to fill. */
    public Chunk target() {
        Chunk chunk = target;
        if (chunk == null) {
            throw new IllegalStateException("nowhere to read to");
        }
        return chunk;
    }

    /** How many bytes to read at the most. */
    public int count() {
        return count;
    }
}
