package dev.ioreactor.engine;

import dev.ioreactor.buffer.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * Writes the readable bytes of a chunk to a file at an offset; one-shot.
 *
 * <p>Result: the number of bytes written, perhaps fewer than readable, or a negated errno. The
 * chunk is lent until the completion and left as it is.
 */
public final class WriteAt extends Operation {
    private @Nullable Chunk source;
    private long offset;

    /** Writes to {@code handle}. */
    public WriteAt(Handle handle, Completable owner) {
        super(handle, owner);
    }

    /** Says where to and what; while idle only. */
    public void of(long offsetBytes, Chunk bytes) {
        assert !inFlight();
        offset = offsetBytes;
        source = bytes;
    }

    /** Where in the file to begin. */
    public long offset() {
        return offset;
    }

    /** The chunk whose readable bytes to write. */
    public Chunk source() {
        Chunk chunk = source;
        if (chunk == null) {
            throw new IllegalStateException("nothing to write");
        }
        return chunk;
    }
}
