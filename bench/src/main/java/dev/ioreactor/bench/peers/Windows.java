package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the load generator printed: one line of figures per window, of one server. */
final class Windows {
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\\s*(\"[^\"]*\"|[-0-9.eE+]+)");

    /** The figures of one window, by name. */
    record Window(Map<String, Double> figures) {
        double get(String name) {
            Double value = figures.get(name);
            if (value == null) {
                throw new IllegalArgumentException("the load generator said nothing of " + name);
            }
            return value;
        }

        double cpuNanosPerMessage() {
            return get("cpu_ns") / get("messages");
        }
    }

    private final Map<String, TreeMap<Integer, Window>> byServer = new TreeMap<>();

    /** Takes one line of the load generator; others than windows are passed over. */
    void add(String line) {
        Map<String, Double> figures = new TreeMap<>();
        String server = null;
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            String value = field.group(2);
            if (field.group(1).equals("server")) {
                server = value.substring(1, value.length() - 1);
            } else if (!value.startsWith("\"")) {
                figures.put(field.group(1), Double.valueOf(value));
            }
        }
        Double round = figures.get("round");
        if (server != null && round != null && figures.getOrDefault("messages", 0.0) > 0) {
            byServer.computeIfAbsent(server, name -> new TreeMap<>())
                    .put(round.intValue(), new Window(figures));
        }
    }

    boolean has(String server) {
        return byServer.containsKey(server);
    }

    /** The median, over rounds that both have, of the ratio of CPU per message. */
    double cpuRatio(String server, String reference) {
        List<Double> ratios = new ArrayList<>();
        Map<Integer, Window> others = of(reference);
        of(server)
                .forEach((round, window) -> {
                    Window other = others.get(round);
                    if (other != null) {
                        ratios.add(window.cpuNanosPerMessage() / other.cpuNanosPerMessage());
                    }
                });
        return median(ratios);
    }

    /** The median over the rounds of a server. */
    double median(String server, ToDoubleFunction<Window> figure) {
        return median(of(server).values().stream().map(w -> figure.applyAsDouble(w)).toList());
    }

    /** The sum over the rounds of a server. */
    double sum(String server, String figure) {
        return of(server).values().stream().mapToDouble(window -> window.get(figure)).sum();
    }

    int rounds(String server) {
        return of(server).size();
    }

    private Map<Integer, Window> of(String server) {
        Map<Integer, Window> windows = byServer.get(server);
        return windows == null ? Map.of() : windows;
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
