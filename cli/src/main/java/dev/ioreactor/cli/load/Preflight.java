package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.cli.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds out before anything is opened whether a run can succeed on this machine. */
public final class Preflight {
    /** What a process opens besides its connections: jars, pipes, epoll, wake-up, /proc. */
    static final int OTHER_DESCRIPTORS = 128;

    /**
     * Kernel memory of both ends of an idle loopback connection: two TCP sockets, with an inode, a
     * directory entry and an open file each, and what an engine registers.
     */
    static final int KERNEL_BYTES_PER_CONNECTION = 9 << 10;

    /** What both processes keep per connection, with room for their collectors. */
    static final int USER_BYTES_PER_CONNECTION = 3 << 10;

    /** What both JVMs take without any connection. */
    static final long JVM_BYTES = 256L << 20;

    private Preflight() {}

    /**
     * Raises the descriptor limit if that is needed and possible, and checks descriptors, ports,
     * connection tracking and memory.
     *
     * @throws Failure naming all that is missing, and how to allow it
     */
    public static void check(Plan plan) throws Failure {
        List<String> missing = missing(plan);
        if (!missing.isEmpty()) {
            throw new Failure(String.join("; ", missing));
        }
    }

    /** As {@link #check}, but returns what is missing, one line each. */
    public static List<String> missing(Plan plan) {
        return missing(plan, Means.here(descriptors(plan)), Host.isRoot());
    }

    /** What the run needs and these means do not give, one line each. */
    static List<String> missing(Plan plan, Means means, boolean isRoot) {
        List<String> missing = new ArrayList<>();
        missDescriptors(plan, means, isRoot, missing);
        missPorts(plan, means, missing);
        if (means.trackedLeft() < plan.connections()) {
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "the firewall can track %,d more connections: sysctl -w"
                                    + " net.netfilter.nf_conntrack_max=%d",
                            means.trackedLeft(),
                            plan.connections() * 2L));
        }
        missMemory(plan, means, missing);
        return missing;
    }

    /** Descriptors that each of the two processes needs. */
    static long descriptors(Plan plan) {
        return (long) plan.connections() + OTHER_DESCRIPTORS;
    }

    /** The bytes, kernel and user, that the run will take. */
    static long memoryBytes(Plan plan) {
        long perConnection = KERNEL_BYTES_PER_CONNECTION + USER_BYTES_PER_CONNECTION;
        return JVM_BYTES + plan.connections() * perConnection;
    }

    private static void missDescriptors(
            Plan plan, Means means, boolean isRoot, List<String> missing) {
        long needed = descriptors(plan);
        var limit = means.descriptors();
        if (limit.soft() < needed) {
            String raise =
                    limit.most() < needed
                            ? String.format(
                                    Locale.ROOT,
                                    "as root: sysctl -w fs.nr_open=%d; ulimit -n %d",
                                    needed,
                                    needed)
                            : String.format(
                                    Locale.ROOT,
                                    isRoot
                                            ? "without CAP_SYS_RESOURCE root may not raise it; give"
                                                    + " this process or container 'nofile' %d"
                                            : "run it from a root shell after 'ulimit -n %d', or"
                                                    + " lift 'nofile' in"
                                                    + " /etc/security/limits.conf",
                                    needed);
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "%,d connections need %,d descriptors in each of two processes, and the"
                                    + " limit is %,d (hard %,d): %s, or use --connections %d",
                            plan.connections(),
                            needed,
                            limit.soft(),
                            limit.hard(),
                            raise,
                            Math.max(1, limit.soft() - OTHER_DESCRIPTORS)));
        }
        if (means.openFilesLeft() < 2 * needed) {
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "the system can open %,d more files and %,d are needed: sysctl -w"
                                    + " fs.file-max=%d",
                            means.openFilesLeft(),
                            2 * needed,
                            4 * needed));
        }
    }

    private static void missPorts(Plan plan, Means means, List<String> missing) {
        boolean isEnough =
                means.hasManyAddresses()
                        ? Sources.addresses(plan.connections(), means.portsPerAddress())
                                <= Sources.MOST_ADDRESSES
                        : plan.connections() <= Sources.usable(means.portsPerAddress());
        if (!isEnough) {
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "%,d connections need more ports than the %,d of"
                                    + " net.ipv4.ip_local_port_range: widen it, or use --connections"
                                    + " %d",
                            plan.connections(),
                            means.portsPerAddress(),
                            Sources.usable(means.portsPerAddress())));
        }
    }

    private static void missMemory(Plan plan, Means means, List<String> missing) {
        long needed = memoryBytes(plan);
        if (means.memoryBytes() < needed) {
            long fits =
                    (means.memoryBytes() - JVM_BYTES)
                            / (KERNEL_BYTES_PER_CONNECTION + USER_BYTES_PER_CONNECTION);
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "%,d connections take about %,d MiB of memory, most of it the kernel's,"
                                    + " and %,d MiB are available: %s",
                            plan.connections(),
                            needed >> 20,
                            means.memoryBytes() >> 20,
                            fits > 0 ? "use --connections " + fits : "free some"));
        }
    }
}
