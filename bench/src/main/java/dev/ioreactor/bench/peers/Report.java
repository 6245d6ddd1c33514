package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes tables and charts of the raw data, and puts the tables into a page of prose: what stands
 * between {@code <!-- table: NAME -->} and {@code <!-- end -->} is replaced, all else stays.
 */
public final class Report {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- table: (\\S+) -->\\n).*?(<!-- end -->)", Pattern.DOTALL);

    private Report() {}

    /** {@code Report RESULTS [PAGE CHARTS]}: the page to be filled, the folder for charts. */
    public static void main(String[] arguments) throws IOException {
        Path results = Path.of(arguments[0]);
        Map<String, String> tables = write(results);
        if (tables.isEmpty()) {
            System.err.println("no raw data in " + results);
            System.exit(1);
        }
        tables.keySet().forEach(name -> System.out.println("table " + name));
        if (arguments.length > 2) {
            fill(Path.of(arguments[1]), tables);
            Path charts = Files.createDirectories(Path.of(arguments[2]));
            for (Map.Entry<String, String> chart : charts(results).entrySet()) {
                Files.writeString(charts.resolve(chart.getKey()), chart.getValue());
            }
        }
    }

    /** Writes all tables, in one file, and the charts beside the raw data they come from. */
    static Map<String, String> write(Path results) throws IOException {
        Map<String, String> tables = tables(results);
        StringBuilder text = new StringBuilder();
        tables.forEach((name, table) ->
                text.append("<!-- table: ")
                        .append(name)
                        .append(" -->\n")
                        .append(table)
                        .append("<!-- end -->\n\n"));
        Files.writeString(results.resolve("tables.md"), text);
        for (Map.Entry<String, String> chart : charts(results).entrySet()) {
            Files.writeString(results.resolve(chart.getKey()), chart.getValue());
        }
        return tables;
    }

    private static Map<String, String> tables(Path results) throws IOException {
        Map<String, String> tables = new LinkedHashMap<>(sideBySide(results).tables());
        tables.putAll(instructions(results).tables());
        tables.putAll(profile(results).tables());
        tables.putAll(new PingPongTables(read(results, "ping-pong.jsonl")).tables());
        tables.putAll(new PartsTables(Figures.readAll(results.resolve("jmh.jsonl"))).tables());
        return tables;
    }

    private static Map<String, String> charts(Path results) throws IOException {
        Map<String, String> charts = new LinkedHashMap<>(sideBySide(results).charts());
        charts.putAll(instructions(results).charts());
        charts.putAll(profile(results).charts());
        return charts;
    }

    private static InstructionTables instructions(Path results) throws IOException {
        return new InstructionTables(read(results, "instructions.jsonl"));
    }

    private static ProfileTables profile(Path results) throws IOException {
        return new ProfileTables(read(results, "profile.jsonl"));
    }

    private static SideBySideTables sideBySide(Path results) throws IOException {
        return new SideBySideTables(read(results, "side-by-side.jsonl"));
    }

    private static RawData read(Path results, String file) throws IOException {
        return new RawData(Figures.readAll(results.resolve(file)));
    }

    private static void fill(Path page, Map<String, String> tables) throws IOException {
        Matcher place = PLACE.matcher(Files.readString(page));
        StringBuilder filled = new StringBuilder();
        while (place.find()) {
            String table = tables.get(place.group(2));
            if (table == null) {
                System.err.println(page + ": no data for table " + place.group(2) + ", left as is");
                place.appendReplacement(filled, Matcher.quoteReplacement(place.group()));
            } else {
                place.appendReplacement(
                        filled, Matcher.quoteReplacement(place.group(1) + table + place.group(3)));
            }
        }
        place.appendTail(filled);
        Files.writeString(page, filled);
    }
}
