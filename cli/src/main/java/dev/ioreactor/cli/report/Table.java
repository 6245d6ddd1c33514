package dev.ioreactor.cli.report;

import dev.ioreactor.cli.load.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The results as a table of plain text, a row per engine, or two with one of its active connections
 * alone.
 */
public final class Table {
    /** The columns, for every form of the table; those of a group stand together. */
    static final List<Column> COLUMNS =
            List.of(
                    new Column("", "engine", "engine", Result::name),
                    new Column(
                            "connections",
                            "opened",
                            "connections",
                            r -> Units.count(r.progress().connected())),
                    new Column(
                            "connections",
                            "per s",
                            "connects/s",
                            r -> Units.count(r.connectsPerSecond())),
                    new Column(
                            "messages",
                            "per s",
                            "messages/s",
                            r -> Units.count(r.messagesPerSecond())),
                    new Column("latency, ms", "p50", "p50, ms", r -> percentile(r, 50)),
                    new Column("latency, ms", "p99", "p99, ms", r -> percentile(r, 99)),
                    new Column("latency, ms", "p99.9", "p99.9, ms", r -> percentile(r, 99.9)),
                    new Column(
                            "server, a message",
                            "CPU µs",
                            "CPU, µs/message",
                            r -> Units.decimals(r.server().loopCpuNanosPerMessage() / 1e3, 2)),
                    new Column(
                            "server, a message",
                            "alloc B",
                            "allocated, B/message",
                            r -> Units.decimals(r.server().allocatedBytesPerMessage(), 1)),
                    new Column(
                            "B a connection",
                            "user",
                            "user, B/connection",
                            r -> Units.count(r.server().userBytesPerConnection())),
                    new Column(
                            "B a connection",
                            "heap",
                            "heap, B/connection",
                            r -> Units.count(r.server().heapBytesPerConnection())),
                    new Column(
                            "B a connection",
                            "kernel",
                            "kernel, both ends, B/connection",
                            r -> Units.count(r.server().kernelBytesPerConnection())),
                    new Column(
                            "idle",
                            "CPU %",
                            "CPU while idle, %",
                            r -> Units.decimals(r.server().idleCpu() * 100, 1)),
                    new Column("", "lost", "lost", r -> Units.count((double) r.lost())),
                    new Column(
                            "", "wrong", "wrong", r -> Units.count((double) r.progress().wrong())));

    private static final String GAP = "  ";

    private Table() {}

    /** The lines of the table: two of headings, then a row per result. */
    public static List<String> lines(List<Result> results) {
        int[] widths = new int[COLUMNS.size()];
        for (int i = 0; i < widths.length; i++) {
            Column column = COLUMNS.get(i);
            widths[i] = column.title.length();
            for (Result result : results) {
                widths[i] = Math.max(widths[i], column.cell.apply(result).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(groups(widths));
        lines.add(row(widths, Column::title));
        for (Result result : results) {
            lines.add(row(widths, column -> column.cell.apply(result)));
        }
        return lines;
    }

    private static String percentile(Result result, double percentile) {
        return Units.millis(Percentiles.of(result.latencies(), percentile));
    }

    /** Each group's name ends where its last column does; what is too narrow for it is widened. */
    private static String groups(int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; ) {
            String group = COLUMNS.get(i).group;
            int end = i + 1;
            int span = widths[i];
            while (!group.isEmpty()
                    && end < widths.length
                    && COLUMNS.get(end).group.equals(group)) {
                span += GAP.length() + widths[end++];
            }
            int missing = Math.max(0, group.length() - span);
            widths[i] += missing;
            line.append(i == 0 ? "" : GAP).append(" ".repeat(span + missing - group.length()));
            line.append(group);
            i = end;
        }
        return line.toString().stripTrailing();
    }

    private static String row(int[] widths, Function<Column, String> cell) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cell.apply(COLUMNS.get(i));
            String padding = " ".repeat(widths[i] - text.length());
            // The name stands left, numbers right.
            line.append(i == 0 ? text + padding : GAP + padding + text);
        }
        return line.toString().stripTrailing();
    }

    /**
     * A column.
     *
     * @param group that it belongs to, empty for none
     * @param title below the group's
     * @param longTitle that stands for itself
     * @param cell what it says of a result
     */
    record Column(String group, String title, String longTitle, Function<Result, String> cell) {}
}
