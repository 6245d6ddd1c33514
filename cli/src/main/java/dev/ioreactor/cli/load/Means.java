package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.DescriptorLimit;
import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.host.Proc;

/**
 * What this machine gives to a run, as far as a run can want more than there is.
 *
 * @param descriptors the limit of a process
 * @param openFilesLeft descriptors that the whole system can still open
 * @param portsPerAddress ephemeral ports of one source address
 * @param hasManyAddresses whether all of 127.0.0.0/8 is this machine, as on Linux
 * @param trackedLeft connections that the firewall can still track, if it does
 * @param memoryBytes available memory
 */
record Means(
        DescriptorLimit descriptors,
        long openFilesLeft,
        int portsPerAddress,
        boolean hasManyAddresses,
        long trackedLeft,
        long memoryBytes) {
    private static final int IANA_EPHEMERAL_PORTS = 16_384;

    /** Looks, and raises the descriptor limit towards {@code descriptorsWanted} if it may. */
    static Means here(long descriptorsWanted) {
        String files = "/proc/sys/fs/";
        long openFilesLeft =
                Proc.number(files + "file-max", 0).orElse(Long.MAX_VALUE)
                        - Proc.number(files + "file-nr", 0).orElse(0);
        String tracker = "/proc/sys/net/netfilter/nf_conntrack_";
        long trackedLeft =
                Proc.number(tracker + "max", 0).orElse(Long.MAX_VALUE)
                        - Proc.number(tracker + "count", 0).orElse(0);
        return new Means(
                DescriptorLimit.raiseTo(descriptorsWanted),
                openFilesLeft,
                ephemeralPorts(),
                Host.isLinux(),
                trackedLeft,
                Host.availableMemoryBytes());
    }

    /** How many ephemeral ports one source address has here. */
    static int ephemeralPorts() {
        String range = "/proc/sys/net/ipv4/ip_local_port_range";
        long first = Proc.number(range, 0).orElse(65_536 - IANA_EPHEMERAL_PORTS);
        long last = Proc.number(range, 1).orElse(65_535);
        return (int) (last - first + 1);
    }
}
