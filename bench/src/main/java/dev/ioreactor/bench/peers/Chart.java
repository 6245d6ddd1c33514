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
        StringBuilder body = new StringBuilder();
        text(body, 8, 22, "title", title);
        int y = 52;
        for (Group group : groups) {
            y = draw(body, group, y) + 28;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
                + WIDTH
                + " "
                + y
                + "\" role=\"img\" aria-label=\""
                + escape(title)
                + "\">\n<style>text{font:12px system-ui,sans-serif;fill:#24292f}"
                + ".title{font-weight:600;font-size:13px}.own{fill:#1f6feb}.peer{fill:#9aa4b0}"
                + ".one{stroke:#8c959f;stroke-dasharray:3 3}"
                + "@media(prefers-color-scheme:dark){text{fill:#d1d9e0}.own{fill:#58a6ff}"
                + ".peer{fill:#59636e}}</style>\n"
                + body
                + "</svg>\n";
    }

    private static int draw(StringBuilder body, Group group, int top) {
        double scale = (WIDTH - LABEL - VALUE) / group.longest();
        text(body, 8, top, "title", group.title);
        int y = top + 14;
        for (int i = 0; i < group.values.size(); i++) {
            String name = group.names.get(i);
            double value = group.values.get(i);
            double length = Math.min(value, group.longest()) * scale;
            text(body, 8, y + 12, "label", name);
            body.append(
                    String.format(
                            Locale.ROOT,
                            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"13\""
                                    + " rx=\"2\"/>%n",
                            name.startsWith("ioreactor") ? "own" : "peer",
                            LABEL,
                            y + 1,
                            length));
            String format = value < 100 ? "%.2f" : "%,.0f";
            String label = String.format(Locale.ROOT, format, value);
            text(body, (int) (LABEL + length + 6), y + 12, "label", label);
            y += BAR;
        }
        if (!Double.isNaN(group.line)) {
            body.append(
                    String.format(
                            Locale.ROOT,
                            "<line class=\"one\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\""
                                    + " y2=\"%3$d\"/>%n",
                            LABEL + group.line * scale,
                            top + 8,
                            y));
        }
        return y;
    }

    private static void text(StringBuilder out, int x, int y, String kind, String text) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
                        kind,
                        x,
                        y,
                        escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
