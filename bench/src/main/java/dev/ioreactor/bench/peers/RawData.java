package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The lines of one run, and the statistics that tables are made of. */
final class RawData {
    private final List<Figures> lines;

    RawData(List<Figures> lines) {
        this.lines = lines;
    }

    /**
     * A median with the quartiles around it; NaN where nothing was measured.
     *
     * @param low the first quartile
     * @param median the second
     * @param high the third
     */
    record Spread(double low, double median, double high) {
        static Spread of(List<Double> values) {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
            Arrays.sort(sorted);
            return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
        }

        /** Linear between neighbours. */
        private static double at(double[] sorted, double quantile) {
            if (sorted.length == 0) {
                return Double.NaN;
            }
            double place = quantile * (sorted.length - 1);
            int below = (int) place;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The first line of a type; an empty one if there is none. */
    Figures first(String type) {
        for (Figures line : lines) {
            if (line.is("type", type)) {
                return line;
            }
        }
        return Figures.of(type);
    }

    /** What was measured, on what, and by which command, as a line of prose. */
    String run(String command) {
        Figures run = first("run");
        return String.format(
                Locale.ROOT,
                "Commit %s, %s, %s, %s (%.0f processors), JDK %s; `%s %s`.%n",
                run.text("commit"),
                run.text("date"),
                run.text("kernel"),
                run.text("processor"),
                run.number("processors"),
                run.text("jdk"),
                command,
                run.text("options").replace("|", "\\|"));
    }

    List<Figures> all(String type) {
        return lines.stream().filter(line -> line.is("type", type)).toList();
    }

    /** The kinds of work, in the order in which they were done. */
    List<String> works() {
        return distinct(all("window"), "work");
    }

    /** The servers that have done a kind of work, in their order. */
    List<String> servers(String work) {
        return distinct(
                all("window").stream().filter(line -> line.is("work", work)).toList(), "server");
    }

    private static List<String> distinct(List<Figures> of, String name) {
        return of.stream().map(line -> line.text(name)).distinct().toList();
    }

    /** The line of a type about a server at a kind of work; an empty one if there is none. */
    Figures about(String type, String work, String server) {
        for (Figures line : lines) {
            if (line.is("type", type) && line.is("work", work) && line.is("server", server)) {
                return line;
            }
        }
        return Figures.of(type);
    }

    /** Who did not take part, and why, as a list in Markdown; empty if all did. */
    String absent() {
        StringBuilder text = new StringBuilder();
        for (Figures line : all("absent")) {
            text.append(
                    "- %s (%s): %s%n"
                            .formatted(line.text("server"), line.text("work"), line.text("why")));
        }
        return text.toString();
    }

    /** What a figure was over the windows of a server. */
    Spread spread(String work, String server, ToDoubleFunction<Figures> figure) {
        List<Double> values = new ArrayList<>();
        for (Figures window : windows(work, server)) {
            values.add(figure.applyAsDouble(window));
        }
        return Spread.of(values);
    }

    /** The ratio of a figure to that of another server in the same round. */
    Spread paired(String work, String server, String other, ToDoubleFunction<Figures> figure) {
        List<Figures> others = windows(work, other);
        List<Double> ratios = new ArrayList<>();
        for (Figures window : windows(work, server)) {
            for (Figures reference : others) {
                if (reference.number("round") == window.number("round")) {
                    ratios.add(figure.applyAsDouble(window) / figure.applyAsDouble(reference));
                }
            }
        }
        return Spread.of(ratios);
    }

    private List<Figures> windows(String work, String server) {
        List<Figures> windows = new ArrayList<>();
        for (Figures line : lines) {
            if (line.is("type", "window")
                    && line.is("work", work)
                    && line.is("server", server)
                    && line.number("messages") > 0) {
                windows.add(line);
            }
        }
        return windows;
    }
}
