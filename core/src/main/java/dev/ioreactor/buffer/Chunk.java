package dev.ioreactor.buffer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory with a readable region, one link of an outbound queue.
 *
 * <p>The bytes from {@link #begin} to {@link #end} are readable, those from {@code end} to the
 * capacity are free. Whoever leased a chunk owns it until it is released to its {@link ChunkPool};
 * while an operation that refers to it is in flight, the bytes that the operation covers are lent
 * to the engine and must not change. Bytes beyond may be appended meanwhile.
 *
 * <p>Confined to the thread of the runtime that leased it.
 */
public final class Chunk {
    /** The whole memory; its position and limit carry no meaning between two calls. */
    public final ByteBuffer buffer;

    /** The native address of the first byte, 0 where the memory has none that may be used. */
    public final long address;

    /** Index of the first readable byte. */
    public int begin;

    /** Index after the last readable byte. */
    public int end;

    /** The chunk whose bytes follow, null at the end of a queue. */
    public @Nullable Chunk next;

    /** What goes with these bytes: a datagram's destination, null for streams. */
    public @Nullable Object attachment;

    final Object owner;

    /**
     * Wraps memory that {@code owner} can free.
     *
     * @param owner what {@link ChunkMemory#free} needs to free the memory
     */
    public Chunk(ByteBuffer buffer, long address, Object owner) {
        this.buffer = buffer;
        this.address = address;
        this.owner = owner;
    }

    /** What the memory was made with, for {@link ChunkMemory#free}. */
    public Object owner() {
        return owner;
    }

    /** The number of readable bytes. */
    public int readableBytes() {
        return end - begin;
    }

    /** The number of bytes that can still be appended. */
    public int freeBytes() {
        return buffer.capacity() - end;
    }

    /** Appends as many bytes of {@code source} as fit, moving its position; returns how many. */
    public int append(ByteBuffer source) {
        int count = source.remaining();
        if (count <= freeBytes()) {
            // The way of nearly all bytes, and the one with the fewest checks.
            buffer.clear().position(end).put(source);
            end += count;
            return count;
        }
        count = freeBytes();
        buffer.put(end, source, source.position(), count);
        source.position(source.position() + count);
        end += count;
        return count;
    }

    /** Appends {@code count} bytes, which must fit, of an array. */
    public void append(byte[] source, int offset, int count) {
        buffer.put(end, source, offset, count);
        end += count;
    }

    void reset() {
        begin = 0;
        end = 0;
        next = null;
        attachment = null;
    }
}
