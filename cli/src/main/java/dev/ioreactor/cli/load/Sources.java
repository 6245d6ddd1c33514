package dev.ioreactor.cli.load;

import dev.ioreactor.service.Tcp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where connections come from: one loopback address as long as its ephemeral ports last, then
 * several.
 *
 * <p>A connection is told apart by both its addresses and ports (RFC 9293), so that each further
 * source address gives all ports once more. Linux takes all of 127.0.0.0/8 for its own.
 */
final class Sources {
    /** The most addresses that one run uses. */
    static final int MOST_ADDRESSES = 4_096;

    private Sources() {}

    /** How many addresses are needed. */
    static int addresses(int connections, int portsPerAddress) {
        return Math.ceilDiv(connections, usable(portsPerAddress));
    }

    /** Ports of one address that are relied on: others use some, and the last are slow to find. */
    static int usable(int portsPerAddress) {
        return Math.max(1, portsPerAddress - portsPerAddress / 8);
    }

    /**
     * The endpoints to connect to in turn, all the same server, from so many addresses.
     *
     * <p>Each run takes other addresses: for a minute after its connections were closed their ports
     * cannot be bound (TIME_WAIT).
     *
     * @param run tells runs apart
     */
    static List<Tcp> endpoints(int port, int addresses, long run) {
        Tcp server = Tcp.at(loopback(1), port);
        if (addresses == 1) {
            return List.of(server);
        }
        // 127.0 is left to others; 4,094 blocks of 4,096 addresses each.
        int block = (1 << 16) + Math.floorMod(run * MOST_ADDRESSES, (254 << 16) - MOST_ADDRESSES);
        List<Tcp> endpoints = new ArrayList<>(addresses);
        for (int i = 1; i <= addresses; i++) {
            endpoints.add(server.from(new InetSocketAddress(address(block + i), 0)));
        }
        return endpoints;
    }

    private static String loopback(int host) {
        return address(host).getHostAddress();
    }

    private static InetAddress address(int host) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {127, (byte) (host >> 16), (byte) (host >> 8), (byte) host});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }
}
