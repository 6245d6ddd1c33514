package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables and charts of a side-by-side run. */
final class SideBySideTables {
    private static final double NANOS_PER_SAMPLE = 4e6; // CONFIG_HZ=250

    /** Servers whose ratio somebody asks for, besides that to C. */
    private static final List<List<String>> PAIRS =
            List.of(
                    List.of("ioreactor epoll", "Netty epoll"),
                    List.of("ioreactor epoll", "Netty epoll + Unsafe"),
                    List.of("ioreactor io_uring", "C io_uring"),
                    List.of("ioreactor io_uring", "Netty io_uring"),
                    List.of("ioreactor io_uring", "Netty io_uring + Unsafe"),
                    List.of("ioreactor nio", "plain NIO"),
                    List.of("ioreactor nio", "Netty nio"),
                    List.of("ioreactor nio", "Netty nio + Unsafe"),
                    List.of("ioreactor epoll", "Vert.x"),
                    List.of("ioreactor epoll", "libuv"));

    private final RawData raw;
    private final List<Work> works;

    SideBySideTables(RawData raw) {
        this.raw = raw;
        List<String> done = raw.works();
        works = Work.all().stream().filter(work -> done.contains(work.id())).toList();
    }

    private static ToDoubleFunction<Figures> cpuPer(Work work) {
        return figures -> figures.number("cpu_ns") / work.unit().of(figures);
    }

    /** All tables, by name. */
    Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return tables;
        }
        tables.put("side-by-side/run", raw.run("bench/side-by-side"));
        tables.put("side-by-side/cpu", summary());
        tables.put("side-by-side/pairs", pairs());
        for (Work work : works) {
            tables.put("side-by-side/" + work.id(), table(work));
        }
        tables.put("side-by-side/idle-cost", idleCost());
        tables.put("side-by-side/absent", raw.absent());
        tables.values().removeIf(String::isEmpty);
        return tables;
    }

    /** CPU as a multiple of the reference: a row per server, a column per kind of work. */
    private String summary() {
        List<String> headings = new ArrayList<>(List.of("CPU of " + Contestant.REFERENCE));
        works.forEach(work -> headings.add(work.id()));
        Table table = new Table(headings.toArray(String[]::new));
        for (String server : allServers()) {
            table.row(server);
            for (Work work : works) {
                table.cell(ratio(work, server, Contestant.REFERENCE).median(), "%.2f");
            }
        }
        return table.toString();
    }

    private List<String> allServers() {
        return works.stream().flatMap(work -> raw.servers(work.id()).stream()).distinct().toList();
    }

    private RawData.Spread ratio(Work work, String server, String other) {
        return raw.paired(work.id(), server, other, cpuPer(work));
    }

    private String pairs() {
        List<String> headings = new ArrayList<>(List.of("CPU ratio"));
        works.forEach(work -> headings.add(work.id()));
        Table table = new Table(headings.toArray(String[]::new));
        List<String> servers = allServers();
        for (List<String> pair : PAIRS) {
            if (servers.containsAll(pair)) {
                table.row(pair.getFirst() + " / " + pair.getLast());
                for (Work work : works) {
                    table.cell(ratio(work, pair.getFirst(), pair.getLast()));
                }
            }
        }
        return table.toString();
    }

    private String table(Work work) {
        boolean stream = work.unit() == Work.Unit.MEBIBYTE;
        String per = "/" + work.unit().title;
        Table table =
                new Table(
                        "server",
                        "CPU µs" + per,
                        "of " + Contestant.REFERENCE + " (quartiles)",
                        "user µs" + per,
                        stream ? "MiB/s" : work.unit().title + "s/s",
                        "p50 µs",
                        "p99 µs",
                        "allocated B" + per,
                        "RSS MiB",
                        "bad");
        for (String server : raw.servers(work.id())) {
            Figures sum = raw.about("server", work.id(), server);
            double units = work.unit().of(sum);
            table.row(server)
                    .cell(raw.spread(work.id(), server, cpuPer(work)).median() / 1_000, "%.2f")
                    .cell(ratio(work, server, Contestant.REFERENCE))
                    .cell(user(sum, units))
                    .cell(units / sum.number("seconds"), "%,.0f")
                    .cell(stream ? Double.NaN : micros(work, server, "p50_ns"), "%,.0f")
                    .cell(stream ? Double.NaN : micros(work, server, "p99_ns"), "%,.0f")
                    .cell(sum.number("allocated_bytes") / units, "%,.1f")
                    .cell(sum.number("resident_kib") / 1_024, "%,.0f")
                    .cell(sum.number("bad"), "%.0f");
        }
        return table.toString();
    }

    /** User time is sampled, so its error follows from the number of samples. */
    private static String user(Figures sum, double units) {
        double nanos = sum.number("user_ns");
        if (Double.isNaN(nanos)) {
            return "";
        }
        double error = Math.sqrt(Math.max(nanos, NANOS_PER_SAMPLE) * NANOS_PER_SAMPLE);
        return String.format(Locale.ROOT, "%.2f ± %.2f", nanos / units / 1e3, error / units / 1e3);
    }

    private double micros(Work work, String server, String figure) {
        return raw.spread(work.id(), server, window -> window.number(figure)).median() / 1_000;
    }

    /** What 8,000 idle connections cost: each server's ratio to the reference with and without. */
    private String idleCost() {
        List<String> done = works.stream().map(Work::id).toList();
        if (!done.containsAll(List.of("50x1x64", "idle"))) {
            return "";
        }
        Work without = works.get(done.indexOf("50x1x64"));
        Work with = works.get(done.indexOf("idle"));
        Table table =
                new Table(
                        "server",
                        "CPU of C epoll without idle ones",
                        "with 8,000",
                        "the second over the first",
                        "RSS more by MiB");
        for (String server : raw.servers(with.id())) {
            double first = ratio(without, server, Contestant.REFERENCE).median();
            double second = ratio(with, server, Contestant.REFERENCE).median();
            Figures sum = raw.about("server", with.id(), server);
            double grown = sum.number("resident_kib") - sum.number("resident_before_kib");
            table.row(server)
                    .cell(first, "%.2f")
                    .cell(second, "%.2f")
                    .cell(second / first, "%.2f")
                    .cell(grown / 1_024, "%.1f");
        }
        return table.toString();
    }

    /** All charts, by file name. */
    Map<String, String> charts() {
        Map<String, String> charts = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return charts;
        }
        Chart cpu = new Chart("CPU as a multiple of " + Contestant.REFERENCE + "; less is better");
        Chart user = new Chart("Time outside the kernel, µs per message; less is better");
        for (Work work : works) {
            cpu.group(work.title());
            for (String server : raw.servers(work.id())) {
                cpu.bar(server, ratio(work, server, Contestant.REFERENCE).median());
            }
            cpu.line(1);
            if (work.unit() == Work.Unit.MESSAGE) {
                user.group(work.title());
                for (String server : raw.servers(work.id())) {
                    Figures sum = raw.about("server", work.id(), server);
                    user.bar(server, sum.number("user_ns") / work.unit().of(sum) / 1_000);
                }
            }
        }
        charts.put("cpu-per-message.svg", cpu.toString());
        charts.put("user-time-per-message.svg", user.toString());
        return charts;
    }
}
