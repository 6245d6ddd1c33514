package dev.ioreactor.buffer;

import java.nio.ByteBuffer;

/**
 * Where chunks come from: each engine supplies the kind of memory that its kernel calls can use.
 *
 * <p>Confined to the thread of the runtime.
 */
public interface ChunkMemory {
    /** Allocates a chunk of exactly {@code capacityBytes}. */
    Chunk allocate(int capacityBytes);

    /** Frees a chunk; no operation may refer to it any more. */
    void free(Chunk chunk);

    /** Direct buffers that the garbage collector frees, for engines without native addresses. */
    static ChunkMemory direct() {
        return new ChunkMemory() {
            @Override
            public Chunk allocate(int capacityBytes) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(capacityBytes);
                return new Chunk(buffer, 0, buffer);
            }

            @Override
            public void free(Chunk chunk) {
                // The buffer is unreachable with its chunk: the collector frees it.
            }
        };
    }
}
