package dev.ioreactor.unix.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The whole memory of the process, read and written by address, in the machine's byte order.
 *
 * <p>As unsafe as C: nothing checks that an address is mapped or ours. Thread-safe as far as the
 * memory model goes: plain accesses are plain, those named acquire and release order as {@link
 * VarHandle}'s do and want aligned addresses.
 */
public final class Memory {
    /**
     * Bytes of a page of virtual memory; what is handed to the kernel for long is aligned to it.
     */
    public static final int PAGE_BYTES = 4096;

    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle SHORT = ofAddress(ValueLayout.JAVA_SHORT);
    private static final VarHandle INT = ofAddress(ValueLayout.JAVA_INT);
    private static final VarHandle LONG = ofAddress(ValueLayout.JAVA_LONG);

    private Memory() {}

    private static VarHandle ofAddress(ValueLayout layout) {
        return MethodHandles.insertCoordinates(layout.varHandle(), 0, ALL)
                .withInvokeExactBehavior();
    }

    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    public static int getIntAcquire(long address) {
        return (int) INT.getAcquire(address);
    }

    public static void putIntRelease(long address, int value) {
        INT.setRelease(address, value);
    }

    public static int getIntVolatile(long address) {
        return (int) INT.getVolatile(address);
    }

    public static long getLongAcquire(long address) {
        return (long) LONG.getAcquire(address);
    }

    public static void putLongRelease(long address, long value) {
        LONG.setRelease(address, value);
    }

    public static short getShortAcquire(long address) {
        return (short) SHORT.getAcquire(address);
    }

    public static void putShortRelease(long address, short value) {
        SHORT.setRelease(address, value);
    }

    /** Copies {@code length} bytes, which may overlap. */
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    /** Copies {@code length} bytes of an array to an address. */
    public static void copy(byte[] from, int index, long to, int length) {
        MemorySegment.copy(from, index, ALL, JAVA_BYTE, to, length);
    }

    /** Copies {@code length} bytes at an address into an array. */
    public static void copy(long from, byte[] to, int index, int length) {
        MemorySegment.copy(ALL, JAVA_BYTE, from, to, index, length);
    }

    /** Sets {@code length} bytes to zero. */
    public static void clear(long address, long length) {
        long end = address + length;
        long at = address;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            putLong(at, 0);
        }
        for (; at < end; at++) {
            putByte(at, (byte) 0);
        }
    }

    /** Whether {@code length} bytes at two addresses are the same. */
    public static boolean equal(long left, long right, long length) {
        return MemorySegment.mismatch(ALL, left, left + length, ALL, right, right + length) < 0;
    }

    /** The text at an address, up to its NUL or {@code limit} bytes; UTF-8. */
    public static String getString(long address, int limit) {
        int length = 0;
        while (length < limit && getByte(address + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        copy(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A buffer over {@code length} bytes at an address, in big-endian order. It does not keep the
     * memory alive: whoever frees it must make sure that the buffer is used no more.
     */
    public static ByteBuffer buffer(long address, int length) {
        return ALL.asSlice(address, length).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    }

    /** The address of a direct buffer's position. */
    public static long address(ByteBuffer direct) {
        assert direct.isDirect() : "only direct buffers have an address";
        return MemorySegment.ofBuffer(direct).address();
    }
}
