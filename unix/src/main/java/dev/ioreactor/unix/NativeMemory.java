package dev.ioreactor.unix;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.unix.libc.Memory;
import java.lang.foreign.Arena;

/** Chunks with native addresses, each in an arena of its own, so that each can be freed alone. */
final class NativeMemory implements ChunkMemory {
    private static final long ALIGNMENT = 16;

    @Override
    @SuppressWarnings("MustBeClosedChecker") // free closes it
    public Chunk allocate(int capacityBytes) {
        Arena arena = Arena.ofConfined();
        long address = arena.allocate(capacityBytes, ALIGNMENT).address();
        return new Chunk(Memory.buffer(address, capacityBytes), address, arena);
    }

    @Override
    public void free(Chunk chunk) {
        ((Arena) chunk.owner()).close();
    }
}
