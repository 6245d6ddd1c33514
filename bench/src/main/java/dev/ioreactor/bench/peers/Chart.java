package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Groups of horizontal bars as SVG; our own servers stand out. */
final class Chart {
    private static final int BAR = 18;
    private static final int LABEL = 190;
    private static final int WIDTH = 760;
    private static final int VALUE = 70;

    private static final String STYLE =
            ".own{fill:#1f6feb}.peer{fill:#9aa4b0}.one{stroke:#8c959f;stroke-dasharray:3 3}"
                    + "@media(prefers-color-scheme:dark){.own{fill:#58a6ff}.peer{fill:#59636e}}";

    private final String title;
    private final List<Group> groups = new ArrayList<>();

    Chart(String title) {
        this.title = title;
    }

    private static final class Group {
        private final String title;
        private final List<String> names = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private double line = Double.NaN;

        Group(String title) {
            this.title = title;
        }

        /** Bars beyond three times the median are cut, or all others would be too short. */
        double longest() {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length == 0) {
                return 1;
            }
            return Math.min(sorted[sorted.length - 1], 3 * sorted[sorted.length / 2]);
        }
    }

    /** Begins a group, which has its own scale. */
    void group(String name) {
        groups.add(new Group(name));
    }

    /** Adds a bar to the last group, unless there is no value. */
    void bar(String name, double value) {
        if (!Double.isNaN(value)) {
            groups.getLast().names.add(name);
            groups.getLast().values.add(value);
        }
    }

    /** Marks a value in the last group. */
    void line(double value) {
        groups.getLast().line = value;
    }

    @Override
    public String toString() {
        Svg svg = new Svg();
        svg.text(8, 22, "title", title);
        int y = 52;
        for (Group group : groups) {
            y = draw(svg, group, y) + 28;
        }
        return svg.document(WIDTH, y, title, STYLE);
    }

    private static int draw(Svg svg, Group group, int top) {
        double scale = (WIDTH - LABEL - VALUE) / group.longest();
        svg.text(8, top, "title", group.title);
        int y = top + 14;
        for (int i = 0; i < group.values.size(); i++) {
            String name = group.names.get(i);
            double value = group.values.get(i);
            double length = Math.min(value, group.longest()) * scale;
            svg.text(8, y + 12, "label", name);
            svg.bar(name.startsWith("ioreactor") ? "own" : "peer", LABEL, y + 1, length, "");
            String format = value < 100 ? "%.2f" : "%,.0f";
            String label = String.format(Locale.ROOT, format, value);
            svg.text((int) (LABEL + length + 6), y + 12, "label", label);
            y += BAR;
        }
        if (!Double.isNaN(group.line)) {
            svg.line(LABEL + group.line * scale, top + 8, y);
        }
        return y;
    }
}
