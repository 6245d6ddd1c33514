package dev.ioreactor.cli;

import dev.ioreactor.cli.host.DescriptorLimit;
import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.host.NativeAccess;
import dev.ioreactor.cli.host.Proc;
import dev.ioreactor.cli.load.Plan;
import dev.ioreactor.cli.load.Preflight;
import dev.ioreactor.cli.report.JsonReport;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.engine.Engines.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about this machine.
 *
 * @param host the machine
 * @param nativeAccess whether the C library may be called, or what to do
 * @param choice the engines, and the best of them
 * @param descriptors how many may be open
 * @param limits further limits by name, with the file or sysctl that they stand in
 */
record Diagnosis(
        Host host,
        NativeAccess nativeAccess,
        Engines.Choice choice,
        DescriptorLimit descriptors,
        List<Limit> limits) {
    private static final int[] GOALS = {10_000, 100_000, 1_000_000};
    private static final String NET = "/proc/sys/net/";

    /** One limit, as the kernel writes it; empty if it has none. */
    record Limit(String name, String value, String source) {}

    /** Looks at everything. */
    static Diagnosis make() {
        return new Diagnosis(
                Host.here(),
                NativeAccess.check(),
                Engines.choose(),
                DescriptorLimit.now(),
                List.of(
                        new Limit("locked memory", lockedMemory(), "ulimit -l"),
                        limit("accept queue", NET + "core/somaxconn", "net.core.somaxconn"),
                        limit(
                                "ephemeral ports",
                                NET + "ipv4/ip_local_port_range",
                                "net.ipv4.ip_local_port_range"),
                        limit("TCP memory, pages", NET + "ipv4/tcp_mem", "net.ipv4.tcp_mem"),
                        limit("open files, all", "/proc/sys/fs/file-max", "fs.file-max"),
                        limit(
                                "io_uring disabled",
                                "/proc/sys/kernel/io_uring_disabled",
                                "kernel.io_uring_disabled")));
    }

    private static Limit limit(String name, String path, String source) {
        return new Limit(name, Proc.text(path).replaceAll("\\s+", " "), source);
    }

    private static String lockedMemory() {
        OptionalLong bytes = Proc.labelled("/proc/self/limits", "Max locked memory", 0);
        if (bytes.isEmpty()) {
            return "";
        }
        return bytes.getAsLong() == Long.MAX_VALUE
                ? "unlimited"
                : (bytes.getAsLong() >> 10) + " KiB";
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("ioreactor " + Main.Version.number());
        lines.add("");
        fact(lines, "kernel", host.kernel() + ", " + host.architecture());
        fact(lines, "processors", host.processors() + " × " + host.processor());
        fact(lines, "memory", String.format(Locale.ROOT, "%,d MiB", host.memoryBytes() >> 20));
        fact(lines, "JDK", host.jdk());
        fact(lines, "native access", nativeAccess.description());
        lines.add("");
        lines.add("Engines, the best one first");
        for (Finding finding : choice.findings()) {
            lines.addAll(engine(finding));
        }
        lines.add("");
        lines.add("Limits");
        fact(lines, "descriptors", descriptorText());
        for (Limit limit : limits) {
            if (!limit.value().isEmpty()) {
                fact(
                        lines,
                        limit.name(),
                        String.format(Locale.ROOT, "%s (%s)", limit.value(), limit.source()));
            }
        }
        lines.add("");
        lines.add("Connections that c10k can hold here");
        for (int goal : GOALS) {
            List<String> missing = missing(goal);
            fact(lines, String.format(Locale.ROOT, "%,d", goal), missing.isEmpty() ? "yes" : "no");
            missing.forEach(line -> fact(lines, "", line));
        }
        return lines;
    }

    private List<String> engine(Finding finding) {
        List<String> lines = new ArrayList<>();
        boolean isUsable = finding.availability().usable();
        boolean isBest = finding.provider().equals(choice.provider());
        String verdict = isBest ? "best here" : isUsable ? "usable" : "not usable";
        fact(lines, finding.provider().name(), verdict + ": " + finding.availability().reason());
        fact(lines, "", finding.provider().rationale());
        if (!finding.availability().remedy().isEmpty()) {
            fact(lines, "", "to allow it: " + finding.availability().remedy());
        }
        return lines;
    }

    private String descriptorText() {
        return String.format(
                Locale.ROOT,
                "%,d (hard %,d, root may allow %,d)",
                descriptors.soft(),
                descriptors.hard(),
                descriptors.most());
    }

    /** For programs. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("version", Main.Version.number());
        json.put("machine", JsonReport.host(host));
        json.put("nativeAccess", nativeAccess.isAllowed());
        json.put("best", choice.provider().name());
        json.put("engines", choice.findings().stream().map(Diagnosis::json).toList());
        Map<String, @Nullable Object> limitsJson = new LinkedHashMap<>();
        limitsJson.put("descriptorsSoft", descriptors.soft());
        limitsJson.put("descriptorsHard", descriptors.hard());
        limitsJson.put("descriptorsMost", descriptors.most());
        for (Limit limit : limits) {
            limitsJson.put(limit.source(), limit.value().isEmpty() ? null : limit.value());
        }
        json.put("limits", limitsJson);
        Map<String, @Nullable Object> goals = new LinkedHashMap<>();
        for (int goal : GOALS) {
            goals.put(Integer.toString(goal), missing(goal));
        }
        json.put("missingForConnections", goals);
        return json;
    }

    private static Map<String, @Nullable Object> json(Finding finding) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", finding.provider().name());
        json.put("usable", finding.availability().usable());
        json.put("reason", finding.availability().reason());
        json.put("remedy", finding.availability().remedy());
        json.put("preference", finding.provider().preference());
        json.put("rationale", finding.provider().rationale());
        return json;
    }

    private static List<String> missing(int connections) {
        return Preflight.missing(new Plan(connections, 1, 1, Duration.ofSeconds(1)));
    }

    private static void fact(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "  %-18s %s", name, value).stripTrailing());
    }
}
