package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Where a JVM has put the code that it has compiled, from its own perf map. */
final class PerfMap {
    /** Of a process that compiles nothing. */
    static final PerfMap EMPTY = new PerfMap();

    private static final double LEAST_SHARE = 0.001;

    private final TreeMap<Long, Code> codes = new TreeMap<>();

    private PerfMap() {}

    private record Code(long size, String name) {}

    /** Asks a JVM, as it is now. */
    static PerfMap of(long pid, Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("perf-map").toAbsolutePath();
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), "" + pid, "Compiler.perfmap", file.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd: " + said.strip());
        }
        PerfMap map = new PerfMap();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(" ", 3);
            long from = Long.decode(withPrefix(fields[0]));
            map.codes.put(from, new Code(Long.decode(withPrefix(fields[1])), fields[2]));
        }
        Files.delete(file);
        return map;
    }

    private static String withPrefix(String hexadecimal) {
        return hexadecimal.startsWith("0x") ? hexadecimal : "0x" + hexadecimal;
    }

    private String nameAt(long address) {
        Map.Entry<Long, Code> code = codes.floorEntry(address);
        return code != null && address < code.getKey() + code.getValue().size
                ? code.getValue().name
                : "code without a name";
    }

    /** A line per function and compiled method, the costliest first. */
    String profile(ThreadCost thread, double messages) {
        Map<String, Long> costs = new HashMap<>(thread.byFunction());
        thread.byAddress()
                .forEach((address, cost) -> costs.merge(nameAt(address), cost, Long::sum));
        List<Map.Entry<String, Long>> sorted =
                costs.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .toList();
        StringBuilder text = new StringBuilder("instructions/message   share  where\n");
        for (Map.Entry<String, Long> entry : sorted) {
            double share = (double) entry.getValue() / thread.instructions();
            if (share >= LEAST_SHARE) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%,20.1f  %5.1f%%  %s%n",
                                entry.getValue() / messages,
                                100 * share,
                                entry.getKey()));
            }
        }
        return text.toString();
    }
}
