package dev.ioreactor.cli.host;

import java.lang.management.ManagementFactory;

/**
 * The machine and the JVM, as a report names them.
 *
 * @param kernel name and release of the operating system
 * @param architecture of the processor
 * @param processor its model, empty if unknown
 * @param processors how many this JVM may use
 * @param memoryBytes what the JVM's machine or container has
 * @param jdk vendor and version
 */
public record Host(
        String kernel,
        String architecture,
        String processor,
        int processors,
        long memoryBytes,
        String jdk) {

    /** Looks. */
    public static Host here() {
        return new Host(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                operatingSystem().getTotalMemorySize(),
                System.getProperty("java.vendor") + " " + Runtime.version());
    }

    /** Bytes that programs can still get, kernel included. */
    public static long availableMemoryBytes() {
        long free = operatingSystem().getFreeMemorySize();
        var available = Proc.labelled("/proc/meminfo", "MemAvailable:", 0);
        if (available.isEmpty()) {
            return free;
        }
        long availableBytes = available.getAsLong() << 10;
        // In a container with a limit the JVM knows better than the file, which tells of the host.
        boolean isLimited =
                operatingSystem().getTotalMemorySize() < totalMemoryBytesOfHost() * 9 / 10;
        return isLimited ? Math.min(free, availableBytes) : availableBytes;
    }

    /** Whether this process runs as the superuser, as far as the name tells. */
    public static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    /** Whether this is Linux. */
    public static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    private static long totalMemoryBytesOfHost() {
        return Proc.labelled("/proc/meminfo", "MemTotal:", 0).orElse(0) << 10;
    }

    private static String processorModel() {
        return Proc.text("/proc/cpuinfo")
                .lines()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    private static com.sun.management.OperatingSystemMXBean operatingSystem() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    }
}
