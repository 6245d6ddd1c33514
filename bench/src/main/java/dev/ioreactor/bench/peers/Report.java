package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a table per kind of work, and one chart of all. */
final class Report {
    private static final int BAR = 18;
    private static final int LABEL = 190;
    private static final int WIDTH = 760;

    private Report() {}

    /** The figures of one server at one kind of work; NaN where there is none. */
    record Row(
            String work,
            String server,
            int rounds,
            double cpuMicros,
            double ratio,
            double userMicros,
            double messagesPerSecond,
            double p50Micros,
            double p99Micros,
            double allocatedBytes,
            double residentMebibytes,
            double bad) {}

    static void write(Path folder, List<Row> rows, String reference) throws IOException {
        Map<String, List<Row>> byWork =
                rows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Row::work, LinkedHashMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder();
        byWork.forEach((work, group) -> table(table, work, group, reference));
        Files.writeString(folder.resolve("side-by-side.md"), table);
        Files.writeString(folder.resolve("side-by-side.svg"), chart(byWork, reference));
    }

    private static void table(StringBuilder out, String work, List<Row> rows, String reference) {
        out.append("### ").append(work).append("\n\n");
        out.append("| server | CPU µs/msg | of ").append(reference);
        out.append(
                " | user µs/msg | msg/s | p50 µs | p99 µs | allocated B/msg | RSS MiB | bad |\n");
        out.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (Row row : rows) {
            out.append("| ").append(row.server());
            cell(out, row.cpuMicros(), "%.2f");
            cell(out, row.ratio(), "%.2f");
            cell(out, row.userMicros(), "%.2f");
            cell(out, row.messagesPerSecond(), "%,.0f");
            cell(out, row.p50Micros(), "%.0f");
            cell(out, row.p99Micros(), "%.0f");
            cell(out, row.allocatedBytes(), "%.1f");
            cell(out, row.residentMebibytes(), "%.0f");
            cell(out, row.bad(), "%.0f");
            out.append(" |\n");
        }
        out.append('\n');
    }

    private static void cell(StringBuilder out, double value, String format) {
        out.append(" | ");
        out.append(Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value));
    }

    /** Horizontal bars: CPU per message as a multiple of the reference; less is better. */
    private static String chart(Map<String, List<Row>> byWork, String reference) {
        StringBuilder body = new StringBuilder();
        int y = 30;
        double scale = (WIDTH - LABEL - 80) / 2.0; // pixels for a ratio of 1
        for (Map.Entry<String, List<Row>> entry : byWork.entrySet()) {
            text(body, 8, y, "title", entry.getKey());
            int top = y + 8;
            y += 14;
            for (Row row : entry.getValue()) {
                if (Double.isNaN(row.ratio())) {
                    continue;
                }
                text(body, 8, y + 12, "label", row.server());
                double length = Math.min(row.ratio(), 2.0) * scale;
                String kind = row.server().startsWith("ioreactor") ? "own" : "peer";
                body.append(
                        String.format(
                                Locale.ROOT,
                                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\""
                                        + " height=\"13\" rx=\"2\"/>%n",
                                kind,
                                LABEL,
                                y + 1,
                                length));
                String value = String.format(Locale.ROOT, "%.2f", row.ratio());
                text(body, (int) (LABEL + length + 6), y + 12, "label", value);
                y += BAR;
            }
            body.append(
                    String.format(
                            Locale.ROOT,
                            "<line class=\"one\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\""
                                    + " y2=\"%3$d\"/>%n",
                            LABEL + scale,
                            top,
                            y));
            y += 28;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
                + WIDTH
                + " "
                + y
                + "\" role=\"img\" aria-label=\"CPU per message as a multiple of "
                + reference
                + "\">\n<style>text{font:12px system-ui,sans-serif;fill:#24292f}"
                + ".title{font-weight:600;font-size:13px}.own{fill:#1f6feb}.peer{fill:#9aa4b0}"
                + ".one{stroke:#8c959f;stroke-dasharray:3 3}"
                + "@media(prefers-color-scheme:dark){text{fill:#d1d9e0}.own{fill:#58a6ff}"
                + ".peer{fill:#59636e}}</style>\n"
                + body
                + "</svg>\n";
    }

    private static void text(StringBuilder out, int x, int y, String kind, String text) {
        out.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
                        kind,
                        x,
                        y,
                        text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
