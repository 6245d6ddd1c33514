package dev.ioreactor.cli.host;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.ProcessConstants;
import dev.ioreactor.unix.libc.ResourceLimits;
import dev.ioreactor.unix.libc.Rlimit;
import java.lang.management.ManagementFactory;

/**
 * How many descriptors this process may have open: {@code RLIMIT_NOFILE} of getrlimit(2).
 *
 * <p>The JVM raises the soft value to the hard one by itself when it starts; child processes
 * inherit both.
 *
 * @param soft the value in force
 * @param hard what any process may raise it to
 * @param most what a privileged process may raise the hard value to
 */
public record DescriptorLimit(long soft, long hard, long most) {

    /** The present limit of this process. */
    public static DescriptorLimit now() {
        String limits = "/proc/self/limits";
        long soft = Proc.labelled(limits, "Max open files", 0).orElseGet(() -> ofJvm());
        long hard = Proc.labelled(limits, "Max open files", 1).orElse(soft);
        return new DescriptorLimit(soft, hard, Proc.number("/proc/sys/fs/nr_open", 0).orElse(hard));
    }

    /**
     * Tries to raise soft and hard value so far that {@code wanted} descriptors can be open. Needs
     * native access, and above the hard value CAP_SYS_RESOURCE.
     *
     * @return the limit afterwards, raised or not
     */
    public static DescriptorLimit raiseTo(long wanted) {
        DescriptorLimit now = now();
        if (now.soft >= wanted || !Host.isLinux()) {
            return now;
        }
        try {
            CallState state = new CallState();
            long limit = state.scratch();
            Memory.putLong(limit + Rlimit.OFFSET_RLIM_CUR, wanted);
            Memory.putLong(limit + Rlimit.OFFSET_RLIM_MAX, Math.max(wanted, now.hard));
            ResourceLimits.prlimit(state, 0, ProcessConstants.RLIMIT_NOFILE, limit, 0);
        } catch (IllegalCallerException | LinkageError e) {
            // Without native access the limit stays what it is, and the caller says what to do.
            return now;
        }
        return now();
    }

    private static long ofJvm() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? os.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
