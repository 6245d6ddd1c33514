package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables and the chart of a run that has counted instructions. */
final class InstructionTables {
    private final RawData raw;
    private final List<Work> works;
    private final List<String> servers;

    InstructionTables(RawData raw) {
        this.raw = raw;
        List<String> done = raw.works();
        works = Work.all().stream().filter(work -> done.contains(work.id())).toList();
        servers = done.stream().flatMap(work -> raw.servers(work).stream()).distinct().toList();
    }

    /** All tables, by name. */
    Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return tables;
        }
        tables.put("instructions/run", raw.run("bench/instructions"));
        tables.put("instructions/messages", instructions());
        tables.put("instructions/system-calls", systemCalls());
        tables.put("instructions/absent", raw.absent());
        tables.values().removeIf(String::isEmpty);
        return tables;
    }

    private RawData.Spread perUnit(Work work, String server, String figure) {
        return raw.spread(
                work.id(), server, window -> window.number(figure) / work.unit().of(window));
    }

    private String instructions() {
        List<String> headings = new ArrayList<>(List.of("instructions outside the kernel"));
        works.forEach(work -> headings.add(work.id() + ", per " + work.unit().title));
        Table table = new Table(headings.toArray(String[]::new));
        for (String server : servers) {
            table.row(server);
            for (Work work : works) {
                table.cell(perUnit(work, server, "instructions"), "%,.0f");
            }
        }
        return table.toString();
    }

    private String systemCalls() {
        List<String> headings = new ArrayList<>(List.of("server"));
        for (Work work : works) {
            headings.add(work.id() + ": system calls per " + work.unit().title);
            headings.add(work.unit().title + "s per wait");
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (String server : servers) {
            table.row(server);
            for (Work work : works) {
                table.cell(perUnit(work, server, "syscalls").median(), "%.2f")
                        .cell(1 / perUnit(work, server, "waits").median(), "%.1f");
            }
        }
        return table.toString();
    }

    /** The chart, by file name. */
    Map<String, String> charts() {
        if (works.isEmpty()) {
            return Map.of();
        }
        Chart chart = new Chart("Instructions outside the kernel per message; less is better");
        for (Work work : works) {
            chart.group(work.title());
            for (String server : raw.servers(work.id())) {
                chart.bar(server, perUnit(work, server, "instructions").median());
            }
        }
        return Map.of("instructions-per-message.svg", chart.toString());
    }
}
