package dev.ioreactor.unix.libc;

import java.lang.invoke.MethodHandle;

/**
 * A function of the C library that tells by errno why it failed: {@code (int)
 * CLOSE.handle.invokeExact(state.segment(), fd)}.
 *
 * <p>For each call that asks for errno the JDK makes a slice of the segment that takes it. The
 * compiler removes that object again if it sees the whole call and not too much around it, which in
 * a loop that it has inlined into one piece it does not. Hence the handle is no constant to it:
 * then it compiles the call by itself, once for each function, and calls that. This costs 8 ns, and
 * the object is gone wherever the call stands.
 */
final class CFunction {
    /** Its first argument is the segment of a {@link CallState}. Assigned once, but not final. */
    MethodHandle handle;

    CFunction(MethodHandle handle) {
        this.handle = handle;
    }
}
