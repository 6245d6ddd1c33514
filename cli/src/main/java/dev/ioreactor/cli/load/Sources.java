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

    /**
     * How many addresses are taken, where there are many: so many that each gives less than half of
     * its ports. Linux keeps every other port for those who bind, and a connect looks at all of the
     * first half before it takes one of the second ({@code ip_local_port_range} in the kernel's <a
     * href="https://docs.kernel.org/networking/ip-sysctl.html">ip-sysctl</a>).
     */
    static int addresses(int connections, int portsPerAddress) {
        return Math.ceilDiv(connections, quick(portsPerAddress));
    }

    /** Ports of one address that connect(2) finds at once, with some left to others. */
    private static int quick(int portsPerAddress) {
        return Math.max(1, portsPerAddress / 2 - portsPerAddress / 16);
    }

    /** Ports that are relied on where there is one address: others use some. */
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
