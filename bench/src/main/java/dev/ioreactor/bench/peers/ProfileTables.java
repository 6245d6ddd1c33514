package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table and the chart of a profile. */
final class ProfileTables {
    private static final int BAR = 18;
    private static final int LABEL = 190;
    private static final int WIDTH = 900;
    private static final int VALUE = 60;

    /** One colour for each part, from what is everybody's to what is the server's own. */
    private static final Map<CpuPart, String> COLOURS =
            Map.of(
                    CpuPart.INTERRUPT, "#6e7781",
                    CpuPart.SLEEPING, "#8c959f",
                    CpuPart.DELIVERY, "#afb8c1",
                    CpuPart.SENDING, "#c8d1da",
                    CpuPart.RECEIVING, "#dde3e9",
                    CpuPart.READINESS, "#d4a72c",
                    CpuPart.CALLS, "#e16f24",
                    CpuPart.OUTSIDE, "#1f6feb");

    private final RawData raw;
    private final List<Figures> rows;

    ProfileTables(RawData raw) {
        this.raw = raw;
        rows = raw.all("profile");
    }

    /** All tables, by name. */
    Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        if (!rows.isEmpty()) {
            tables.put("profile/run", raw.run("bench/profile"));
            tables.put("profile/parts", parts());
            tables.put("profile/absent", raw.absent());
            tables.values().removeIf(String::isEmpty);
        }
        return tables;
    }

    private String parts() {
        List<String> headings = new ArrayList<>(List.of("µs a message, " + work()));
        for (CpuPart part : CpuPart.values()) {
            headings.add(part.title);
        }
        headings.add("all");
        Table table = new Table(headings.toArray(String[]::new));
        for (Figures row : rows) {
            table.row(row.text("server"));
            for (CpuPart part : CpuPart.values()) {
                table.cell(micros(row, part), "%.2f");
            }
            table.cell(micros(row), "%.2f");
        }
        return table.toString();
    }

    private String work() {
        return rows.getFirst().text("work");
    }

    private static double micros(Figures row) {
        return row.number("cpu_ns") / row.number("messages") / 1_000;
    }

    private static double micros(Figures row, CpuPart part) {
        double samples = 0;
        for (CpuPart each : CpuPart.values()) {
            samples += row.number(each.field());
        }
        return micros(row) * row.number(part.field()) / samples;
    }

    /** The chart, by file name. */
    Map<String, String> charts() {
        if (rows.isEmpty()) {
            return Map.of();
        }
        Svg svg = new Svg();
        String title = "Where the processor's time of a message goes, µs, " + work();
        svg.text(8, 22, "title", title);
        int y = legend(svg, 36) + 12;
        double longest = rows.stream().mapToDouble(ProfileTables::micros).max().orElse(1);
        for (Figures row : rows) {
            draw(svg, row, y, (WIDTH - LABEL - VALUE) / longest);
            y += BAR;
        }
        StringBuilder style = new StringBuilder();
        for (CpuPart part : CpuPart.values()) {
            style.append('.')
                    .append(part.name())
                    .append("{fill:")
                    .append(COLOURS.get(part))
                    .append('}');
        }
        return Map.of("time-per-message.svg", svg.document(WIDTH, y + 12, title, style.toString()));
    }

    private static int legend(Svg svg, int top) {
        int y = top;
        int x = 8;
        for (CpuPart part : CpuPart.values()) {
            int width = 30 + 7 * part.title.length();
            if (x + width > WIDTH) {
                x = 8;
                y += BAR;
            }
            svg.bar(part.name(), x, y, 13, part.title);
            svg.text(x + 18, y + 11, "label", part.title);
            x += width;
        }
        return y + BAR;
    }

    private static void draw(Svg svg, Figures row, int y, double scale) {
        svg.text(8, y + 12, "label", row.text("server"));
        double x = LABEL;
        for (CpuPart part : CpuPart.values()) {
            double micros = micros(row, part);
            String hint = String.format(Locale.ROOT, "%s: %.2f µs", part.title, micros);
            svg.bar(part.name(), x, y + 1, micros * scale, hint);
            x += micros * scale;
        }
        svg.text((int) x + 6, y + 12, "label", String.format(Locale.ROOT, "%.2f", micros(row)));
    }
}
