package dev.ioreactor.unix.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * What one caller of the C library owns: the place where a call leaves its errno, and some scratch
 * memory for small arguments such as an option's value or a timeout.
 *
 * <p>One caller at a time: each engine has one of its own, and whoever calls from another thread
 * makes another. Reused for all calls; freed by the garbage collector.
 */
public final class CallState {
    /** Bytes of scratch memory: enough for any socket address with its length. */
    public static final int SCRATCH_BYTES = 256;

    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final long ERRNO = LAYOUT.byteOffset(PathElement.groupElement("errno"));
    private static final long SCRATCH = 64;

    private final MemorySegment segment;
    private final long address;

    /** Makes a state with its own memory. */
    public CallState() {
        assert LAYOUT.byteSize() <= SCRATCH;
        segment = Arena.ofAuto().allocate(SCRATCH + SCRATCH_BYTES, 64);
        address = segment.address();
    }

    /**
     * The address of {@value #SCRATCH_BYTES} bytes, aligned to 64, for the next call's arguments.
     */
    public long scratch() {
        return address + SCRATCH;
    }

    MemorySegment segment() {
        return segment;
    }

    /** Turns C's convention (-1, the reason aside) into the kernel's (the negative reason). */
    int result(int returned) {
        return returned == -1 ? -errno() : returned;
    }

    /** The same for a function that returns a size or an address. */
    long result(long returned) {
        return returned == -1 ? -errno() : returned;
    }

    private int errno() {
        return Memory.getInt(address + ERRNO);
    }
}
