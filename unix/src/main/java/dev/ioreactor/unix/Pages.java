package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.MappingConstants;
import dev.ioreactor.unix.libc.Mappings;
import dev.ioreactor.unix.libc.Memory;
import java.io.IOException;

/**
 * Virtual memory in whole pages of its own, zeroed, that nothing else shares: what a kernel may
 * write to at any time is kept apart from the heap of the C library.
 *
 * <p>With the system property {@code dev.ioreactor.unix.quarantine} set to {@code true}, for tests,
 * closed pages become inaccessible and their addresses are never used again: who touches freed
 * memory is stopped by the processor, and a kernel that does answers {@code EFAULT}.
 */
final class Pages implements AutoCloseable {
    private static final boolean QUARANTINE = Boolean.getBoolean("dev.ioreactor.unix.quarantine");

    private static final int READ_WRITE = MappingConstants.PROT_READ | MappingConstants.PROT_WRITE;

    private final CallState state;
    private final long address;
    private final long bytes;
    private boolean closed;

    private Pages(CallState state, long address, long bytes) {
        this.state = state;
        this.address = address;
        this.bytes = bytes;
    }

    /** Takes fresh memory; pages that are never touched cost nothing. */
    static Pages take(CallState state, long leastBytes) throws IOException {
        return map(
                state,
                leastBytes,
                MappingConstants.MAP_PRIVATE | MappingConstants.MAP_ANONYMOUS,
                -1,
                0);
    }

    /** Maps a part of what a descriptor offers, such as a ring's queue. */
    static Pages of(CallState state, long leastBytes, int fd, long offset) throws IOException {
        int flags = MappingConstants.MAP_SHARED | MappingConstants.MAP_POPULATE;
        return map(state, leastBytes, flags, fd, offset);
    }

    private static Pages map(CallState state, long leastBytes, int flags, int fd, long offset)
            throws IOException {
        long bytes = (leastBytes + Memory.PAGE_BYTES - 1) & -Memory.PAGE_BYTES;
        long address = Mappings.map(state, 0, bytes, READ_WRITE, flags, fd, offset);
        if (Mappings.failed(address)) {
            throw Errors.of((int) address, "mmap of " + bytes + " bytes");
        }
        return new Pages(state, address, bytes);
    }

    /** Whether closed pages are kept inaccessible. */
    static boolean quarantine() {
        return QUARANTINE;
    }

    long address() {
        return address;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (QUARANTINE) {
            Mappings.advise(state, address, bytes, MappingConstants.MADV_DONTNEED);
            Mappings.protect(state, address, bytes, MappingConstants.PROT_NONE);
        } else {
            Mappings.unmap(state, address, bytes);
        }
    }
}
