package dev.ioreactor.unix;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.buffer.ChunkMemory;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Chunks in pages of their own, which {@link Pages} keeps inaccessible once they are freed: for
 * tests of who touches memory too late. Each chunk ends at the end of its last page or short of it.
 */
final class QuarantineMemory implements ChunkMemory {
    private final CallState state = new CallState();

    @Override
    public Chunk allocate(int capacityBytes) {
        try {
            Pages pages = Pages.take(state, capacityBytes);
            long address = pages.address();
            return new Chunk(Memory.buffer(address, capacityBytes), address, pages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void free(Chunk chunk) {
        ((Pages) chunk.owner()).close();
    }
}
