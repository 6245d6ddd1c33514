package dev.ioreactor.resource;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The inbound bytes of one connection that its handler left unread: they come back in front of the
 * next ones.
 *
 * <p>One leased chunk that grows by doubling; empty without memory. While the handler reads from
 * {@link #view}, nothing is appended.
 */
final class UnreadBytes {
    private static final int LEAST_FREE_BYTES = 256;

    private final ChunkPool pool;
    private @Nullable Chunk chunk;

    UnreadBytes(ChunkPool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return chunk == null;
    }

    int bytes() {
        Chunk kept = chunk;
        return kept == null ? 0 : kept.readableBytes();
    }

    void append(ByteBuffer fresh) {
        if (fresh.hasRemaining()) {
            room(fresh.remaining()).append(fresh);
        }
    }

    private Chunk room(int bytes) {
        Chunk kept = chunk;
        if (kept == null) {
            chunk = pool.lease(Math.max(bytes, LEAST_FREE_BYTES));
            return chunk;
        }
        if (kept.freeBytes() >= bytes) {
            return kept;
        }
        if (kept.buffer.capacity() - kept.readableBytes() >= bytes) {
            compact(kept);
            return kept;
        }
        Chunk larger = pool.lease(capacityFor((long) kept.readableBytes() + bytes));
        larger.append(slice(kept));
        pool.release(kept);
        chunk = larger;
        return larger;
    }

    private static int capacityFor(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, Long.highestOneBit(bytes - 1) << 1);
    }

    private static void compact(Chunk kept) {
        int bytes = kept.readableBytes();
        kept.buffer.put(0, kept.buffer, kept.begin, bytes);
        kept.begin = 0;
        kept.end = bytes;
    }

    private static ByteBuffer slice(Chunk kept) {
        return kept.buffer.slice(kept.begin, kept.readableBytes());
    }

    /** The bytes for the handler to read; then {@link #readUpTo}. */
    ByteBuffer view() {
        Chunk kept = requireNonNull(chunk);
        if (kept.begin > 0) {
            compact(kept);
        }
        return kept.buffer.position(0).limit(kept.end);
    }

    /** Forgets what stands before {@code position} of the {@link #view}. */
    void readUpTo(int position) {
        Chunk kept = requireNonNull(chunk);
        kept.buffer.clear();
        kept.begin = position;
        if (kept.begin == kept.end) {
            clear();
        }
    }

    byte[] takeAll() {
        Chunk kept = chunk;
        if (kept == null) {
            return new byte[0];
        }
        byte[] all = new byte[kept.readableBytes()];
        kept.buffer.get(kept.begin, all);
        clear();
        return all;
    }

    void clear() {
        Chunk kept = chunk;
        if (kept != null) {
            chunk = null;
            kept.buffer.clear();
            pool.release(kept);
        }
    }
}
