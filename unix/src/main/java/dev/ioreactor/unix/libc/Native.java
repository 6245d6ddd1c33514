package dev.ioreactor.unix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Links functions of the C library. Pointers and sizes are passed as {@code long}, which the
 * calling conventions of x86-64 and aarch64 put into the same registers, so that no {@code
 * MemorySegment} has to be made for a call.
 */
final class Native {
    /** A C {@code int}. */
    static final MemoryLayout INT = JAVA_INT;

    /** A C {@code long}, {@code size_t}, {@code off_t} or pointer. */
    static final MemoryLayout LONG = JAVA_LONG;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private Native() {}

    /**
     * Links a function.
     *
     * @throws UnsatisfiedLinkError if this system's C library has no such function
     */
    static CFunction bind(String name, MemoryLayout result, MemoryLayout... parameters) {
        return new CFunction(link(name, FunctionDescriptor.of(result, parameters), ERRNO));
    }

    /**
     * Links a function that is variadic from its parameter {@code firstVariadic} on; some calling
     * conventions pass those elsewhere.
     */
    static CFunction bindVariadic(
            String name, int firstVariadic, MemoryLayout result, MemoryLayout... parameters) {
        Linker.Option variadic = Linker.Option.firstVariadicArg(firstVariadic);
        return new CFunction(
                link(name, FunctionDescriptor.of(result, parameters), ERRNO, variadic));
    }

    /** Links a function whose errno nobody asks for, so that calling it needs no call state. */
    static MethodHandle bindWithoutErrno(
            String name, MemoryLayout result, MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters));
    }

    /** Links a function that returns nothing and cannot fail. */
    static MethodHandle bindVoid(String name, MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.ofVoid(parameters));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var symbol =
                LIBRARY.find(name)
                        .orElseThrow(
                                () -> new UnsatisfiedLinkError("the C library has no " + name));
        return LINKER.downcallHandle(symbol, descriptor, options);
    }

    /** What a downcall throws is an error of the machine or of ours: never a checked exception. */
    static Error unexpected(Throwable thrown) {
        switch (thrown) {
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new AssertionError("a downcall threw a checked exception", thrown);
        }
    }
}
