package dev.ioreactor.unix;

import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketAddresses;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of peers that were met lately, in Java's and in the kernel's form, so that a datagram
 * of a known peer allocates nothing.
 *
 * <p>Direct-mapped, both ways: a new peer takes the place of another one with the same hash.
 */
final class AddressCache {
    private static final int ENTRIES = 1_024;
    static final int ADDRESS_BYTES = 128;

    private final long byBytes;
    private final int[] byBytesLength = new int[ENTRIES];
    private final @Nullable SocketAddress[] byBytesValue = new SocketAddress[ENTRIES];

    private final long byValue;
    private final int[] byValueLength = new int[ENTRIES];
    private final @Nullable SocketAddress[] byValueKey = new SocketAddress[ENTRIES];

    AddressCache(Arena arena) {
        byBytes = arena.allocate((long) ENTRIES * ADDRESS_BYTES, 64).address();
        byValue = arena.allocate((long) ENTRIES * ADDRESS_BYTES, 64).address();
    }

    /** The Java form of what the kernel wrote. */
    SocketAddress decode(long address, int length) {
        int index = hash(address, length) & (ENTRIES - 1);
        long entry = byBytes + (long) index * ADDRESS_BYTES;
        SocketAddress known = byBytesValue[index];
        if (known != null
                && byBytesLength[index] == length
                && Memory.equal(entry, address, length)) {
            return known;
        }
        SocketAddress decoded = SocketAddresses.decode(address, length);
        Memory.copy(address, entry, length);
        byBytesLength[index] = length;
        byBytesValue[index] = decoded;
        return decoded;
    }

    private static int hash(long address, int length) {
        int hash = length;
        for (int at = 0; at + Integer.BYTES <= length; at += Integer.BYTES) {
            hash = 31 * hash + Memory.getInt(address + at);
        }
        return hash ^ hash >>> 16;
    }

    /**
     * Writes the kernel's form of an address for a socket of {@code family}; returns its length.
     */
    int encode(SocketAddress value, int family, long address) {
        int hash = value.hashCode() * 31 + family;
        int index = (hash ^ hash >>> 16) & (ENTRIES - 1);
        long entry = byValue + (long) index * ADDRESS_BYTES;
        SocketAddress known = byValueKey[index];
        if (known == null || !known.equals(value) || SocketAddresses.family(entry) != family) {
            byValueKey[index] = null;
            byValueLength[index] = SocketAddresses.encode(value, family, entry);
            byValueKey[index] = value;
        }
        Memory.copy(entry, address, byValueLength[index]);
        return byValueLength[index];
    }
}
