package dev.ioreactor.bench.peers;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tables of the benchmarks of parts: one per benchmark class. */
final class PartsTables {
    private final List<Figures> lines;

    PartsTables(List<Figures> lines) {
        this.lines = lines;
    }

    /** All tables, by name. */
    Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        Set<String> groups = new LinkedHashSet<>();
        for (Figures line : lines) {
            if (line.is("type", "run")) {
                tables.put("jmh/run", run(line));
            } else if (line.is("type", "jmh")) {
                groups.add(line.text("group"));
            }
        }
        for (String group : groups) {
            tables.put("jmh/" + group, table(group));
        }
        return tables;
    }

    private static String run(Figures run) {
        return String.format(
                Locale.ROOT,
                "Commit %s, %s, %s, JDK %s; `bench/jmh %s`.%n",
                run.text("commit"),
                run.text("date"),
                run.text("kernel"),
                run.text("jdk"),
                run.text("options"));
    }

    private String table(String group) {
        Table table = new Table("benchmark", "parameters", "score", "± (99.9 %)", "unit", "B/op");
        for (Figures line : lines) {
            if (line.is("group", group)) {
                double score = line.number("score");
                String format = score < 10 ? "%.3f" : score < 1_000 ? "%.1f" : "%,.0f";
                table.row(line.text("benchmark"))
                        .cell(line.text("parameters"))
                        .cell(score, format)
                        .cell(line.number("error"), format)
                        .cell(line.text("unit"))
                        .cell(line.number("allocated_bytes"), "%.1f");
            }
        }
        return table.toString();
    }
}
