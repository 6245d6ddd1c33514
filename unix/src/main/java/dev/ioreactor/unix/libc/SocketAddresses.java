package dev.ioreactor.unix.libc;

import static dev.ioreactor.unix.libc.SocketConstants.AF_INET;
import static dev.ioreactor.unix.libc.SocketConstants.AF_INET6;
import static dev.ioreactor.unix.libc.SocketConstants.AF_UNIX;

import dev.ioreactor.net.UnixAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * Writes addresses into native memory as {@code sockaddr}s and reads them back. Ports and IPv4
 * addresses are in network order there, IPv4 peers of an IPv6 socket are mapped (RFC 4291).
 */
public final class SocketAddresses {
    /** Bytes that hold an address of any family: {@code sizeof(struct sockaddr_storage)}. */
    public static final int CAPACITY_BYTES = 128;

    private SocketAddresses() {}

    /**
     * The family of the socket that an address needs.
     *
     * @throws IllegalArgumentException if its name has not been resolved or its class is unknown
     */
    public static int family(SocketAddress value) {
        return switch (value) {
            case InetSocketAddress inet ->
                    resolved(inet) instanceof Inet6Address ? AF_INET6 : AF_INET;
            case UnixAddress _ -> AF_UNIX;
            default -> throw new IllegalArgumentException("no address of a socket: " + value);
        };
    }

    /** The family of the address in memory. */
    public static int family(long address) {
        return Memory.getShort(address);
    }

    /**
     * Writes an address in its own family and returns the bytes that it takes.
     *
     * @throws IllegalArgumentException if its name has not been resolved or its class is unknown
     */
    public static int encode(SocketAddress value, long address) {
        return encode(value, family(value), address);
    }

    /**
     * Writes an address for a socket of a family and returns the bytes that it takes.
     *
     * @throws IllegalArgumentException if its name has not been resolved, or if a socket of that
     *     family cannot reach it
     */
    public static int encode(SocketAddress value, int family, long address) {
        int own = family(value);
        if (own != family && !(own == AF_INET && family == AF_INET6)) {
            throw new IllegalArgumentException("no address of the socket's family: " + value);
        }
        return value instanceof UnixAddress unix
                ? encodeUnix(unix, address)
                : encodeInet((InetSocketAddress) value, family, address);
    }

    private static int encodeInet(InetSocketAddress value, int family, long address) {
        InetAddress host = resolved(value);
        Memory.clear(address, SockAddrIn6.BYTES);
        Memory.putShort(address, (short) family);
        putPort(address, value.getPort());
        byte[] bytes = host.getAddress();
        if (family == AF_INET) {
            Memory.copy(bytes, 0, address + SockAddrIn.OFFSET_SIN_ADDR, bytes.length);
            return SockAddrIn.BYTES;
        }
        long at = address + SockAddrIn6.OFFSET_SIN6_ADDR;
        if (host instanceof Inet6Address inet6) {
            Memory.copy(bytes, 0, at, bytes.length);
            Memory.putInt(address + SockAddrIn6.OFFSET_SIN6_SCOPE_ID, inet6.getScopeId());
        } else if (!host.isAnyLocalAddress()) {
            Memory.putShort(at + 10, (short) -1);
            Memory.copy(bytes, 0, at + 12, bytes.length);
        }
        return SockAddrIn6.BYTES;
    }

    private static InetAddress resolved(InetSocketAddress value) {
        InetAddress host = value.getAddress();
        if (host == null) {
            throw new IllegalArgumentException(value + " has not been resolved");
        }
        return host;
    }

    /** Reads an address of any family, whose length the kernel gave. */
    public static SocketAddress decode(long address, int length) {
        return family(address) == AF_UNIX ? decodeUnix(address, length) : decodeInet(address);
    }

    /** Reads an IPv4 or IPv6 address; a mapped one comes back as the IPv4 address it stands for. */
    public static InetSocketAddress decodeInet(long address) {
        return new InetSocketAddress(host(address), port(address));
    }

    private static InetAddress host(long address) {
        try {
            if (family(address) == AF_INET) {
                byte[] bytes = new byte[4];
                Memory.copy(address + SockAddrIn.OFFSET_SIN_ADDR, bytes, 0, bytes.length);
                return InetAddress.getByAddress(bytes);
            }
            assert family(address) == AF_INET6 : family(address);
            byte[] bytes = new byte[16];
            Memory.copy(address + SockAddrIn6.OFFSET_SIN6_ADDR, bytes, 0, bytes.length);
            int scope = Memory.getInt(address + SockAddrIn6.OFFSET_SIN6_SCOPE_ID);
            return scope == 0
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 and 16 bytes are always an address", impossible);
        }
    }

    /** The port of an IPv4 or IPv6 address. */
    public static int port(long address) {
        return Short.toUnsignedInt(
                Short.reverseBytes(Memory.getShort(address + SockAddrIn.OFFSET_SIN_PORT)));
    }

    private static void putPort(long address, int port) {
        Memory.putShort(address + SockAddrIn.OFFSET_SIN_PORT, Short.reverseBytes((short) port));
    }

    /** The unnamed address takes the family alone. */
    private static int encodeUnix(UnixAddress value, long address) {
        byte[] bytes = value.path().getBytes(StandardCharsets.UTF_8);
        long path = address + SockAddrUn.OFFSET_SUN_PATH;
        Memory.clear(address, SockAddrUn.BYTES);
        Memory.putShort(address, (short) AF_UNIX);
        if (bytes.length == 0 && !value.isAbstract()) {
            return SockAddrUn.OFFSET_SUN_PATH;
        }
        Memory.copy(bytes, 0, value.isAbstract() ? path + 1 : path, bytes.length);
        return SockAddrUn.OFFSET_SUN_PATH + 1 + bytes.length;
    }

    private static UnixAddress decodeUnix(long address, int length) {
        long path = address + SockAddrUn.OFFSET_SUN_PATH;
        int capacity = Math.min(length, SockAddrUn.BYTES) - SockAddrUn.OFFSET_SUN_PATH;
        if (capacity <= 0) {
            return UnixAddress.ofPath("");
        }
        if (Memory.getByte(path) != 0) {
            return UnixAddress.ofPath(Memory.getString(path, capacity));
        }
        byte[] bytes = new byte[capacity - 1];
        Memory.copy(path + 1, bytes, 0, bytes.length);
        return UnixAddress.ofAbstract(new String(bytes, StandardCharsets.UTF_8));
    }
}
