package dev.ioreactor.resource;

import static java.util.Objects.requireNonNull;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection that were accepted and that the kernel has not taken yet, in order.
 *
 * <p>A chain of leased chunks: appended at the tail, consumed at the head, empty without memory.
 */
final class OutboundQueue {
    private final ChunkPool pool;
    private @Nullable Chunk head;
    private @Nullable Chunk tail;
    private long bytes;

    OutboundQueue(ChunkPool pool) {
        this.pool = pool;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    Chunk head() {
        return requireNonNull(head);
    }

    void append(ByteBuffer source) {
        bytes += source.remaining();
        while (source.hasRemaining()) {
            writable().append(source);
        }
    }

    void append(byte[] source, int offset, int length) {
        bytes += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            Chunk chunk = writable();
            int count = Math.min(left, chunk.freeBytes());
            chunk.append(source, from, count);
            from += count;
            left -= count;
        }
    }

    private Chunk writable() {
        Chunk last = tail;
        if (last != null && last.freeBytes() > 0) {
            return last;
        }
        Chunk chunk = pool.lease();
        if (last == null) {
            head = chunk;
        } else {
            last.next = chunk;
        }
        tail = chunk;
        return chunk;
    }

    /** Drops the first {@code count} bytes, which the kernel has taken. */
    void consume(int count) {
        assert count <= bytes;
        bytes -= count;
        int left = count;
        while (left > 0) {
            Chunk chunk = head();
            int taken = Math.min(left, chunk.readableBytes());
            chunk.begin += taken;
            left -= taken;
            if (chunk.begin == chunk.end) {
                releaseHead(chunk);
            }
        }
    }

    private void releaseHead(Chunk chunk) {
        head = chunk.next;
        if (head == null) {
            tail = null;
        }
        pool.release(chunk);
    }

    /** Gives all bytes away as an array, for a handover. */
    byte[] takeAll() {
        byte[] all = new byte[Math.toIntExact(bytes)];
        int at = 0;
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            int count = chunk.readableBytes();
            chunk.buffer.get(chunk.begin, all, at, count);
            at += count;
        }
        abandon();
        bytes = 0;
        return all;
    }

    /** Releases all memory, for ever; {@link #bytes} goes on telling how many were not sent. */
    void abandon() {
        while (head != null) {
            releaseHead(head);
        }
    }
}
