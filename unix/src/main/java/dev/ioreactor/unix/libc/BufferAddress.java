package dev.ioreactor.unix.libc;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;

/**
 * Asks a direct buffer for the address of its position: {@code (long)
 * ASKED.handle.invokeExact(buffer)}.
 *
 * <p>The JDK answers by way of a segment. As for a {@link CFunction}, the compiler removes that
 * object again if it sees the call by itself, hence the handle is no constant to it.
 */
final class BufferAddress {
    static final BufferAddress ASKED = new BufferAddress();

    /** Assigned once, but not final. */
    MethodHandle handle;

    private BufferAddress() {
        try {
            handle =
                    MethodHandles.lookup()
                            .findStatic(
                                    BufferAddress.class,
                                    "of",
                                    MethodType.methodType(long.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static long of(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }
}
