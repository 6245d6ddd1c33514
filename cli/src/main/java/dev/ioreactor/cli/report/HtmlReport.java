package dev.ioreactor.cli.report;

import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.load.Opened;
import dev.ioreactor.cli.load.Plan;
import dev.ioreactor.cli.load.Point;
import dev.ioreactor.cli.load.Result;
import dev.ioreactor.cli.report.LineChart.Curve;
import dev.ioreactor.cli.report.LineChart.Spot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The results as one page of XHTML with SVG charts, which needs nothing but itself, and follows the
 * reader's choice of light or dark.
 */
public final class HtmlReport {
    /** Engines keep their colours from page to page. */
    private static final List<String> COLOURS =
            List.of("epoll", "io_uring", "poll", "nio", "kqueue");

    private static final double NANOS = 1e9;

    private final Document document;
    private final List<Result> results;
    private final Xml page = new Xml();

    private HtmlReport(Document document) {
        this.document = document;
        results = document.results();
    }

    /** The page. */
    public static String write(Document document) {
        HtmlReport report = new HtmlReport(document);
        report.head();
        report.verdict();
        if (!report.results.isEmpty()) {
            report.sideBySide();
            report.overTime();
            report.table();
        }
        report.notes();
        return report.page.raw("</main>\n</body>\n</html>\n").toString();
    }

    private void head() {
        String title = title();
        page.raw("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n");
        page.raw("<head>\n<meta charset=\"utf-8\"/>\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        page.format("<title>%s</title>\n", title);
        page.raw("<style>\n").raw(styleSheet()).raw("</style>\n</head>\n<body>\n<main>\n");
        page.format("<h1>%s</h1>\n", title);
        Host host = document.host();
        page.format(
                "<p>ioreactor %s on %s, %d × %s, %s of memory, JDK %s; %s</p>\n",
                document.version(),
                host.kernel(),
                host.processors(),
                host.processor().isEmpty() ? host.architecture() : host.processor(),
                Units.bytes((double) host.memoryBytes()),
                host.jdk(),
                document.time());
        page.format("<code class=\"command\">%s</code>\n", document.command());
    }

    private String title() {
        return results.isEmpty()
                ? "No engine ran"
                : Units.count(largest().connections()) + " connections, one thread";
    }

    /** The work that the page is about; what runs alone is its measure. */
    private Plan largest() {
        return results.getLast().plan();
    }

    private void verdict() {
        page.raw("<ul class=\"verdict\">\n");
        for (Result result : results) {
            page.format(
                    "<li class=\"%s\">%s %s: %s of %s opened, %s lost, %s wrong%s</li>\n",
                    result.isClean() ? "good" : "bad",
                    result.isClean() ? "✓" : "✗",
                    result.name(),
                    Units.count(result.progress().connected()),
                    Units.count(result.plan().connections()),
                    Units.count((double) result.lost()),
                    Units.count((double) result.progress().wrong()),
                    result.isInterrupted() ? ", interrupted" : "");
        }
        for (String skipped : document.skipped()) {
            page.format("<li class=\"bad\">%s</li>\n", skipped);
        }
        page.raw("</ul>\n");
    }

    // Engines side by side.

    private void sideBySide() {
        page.raw("<h2>").raw(results.size() > 1 ? "Engines side by side" : "At a glance");
        page.raw("</h2>\n<div class=\"grid small\">\n");
        bars("Messages per second", "more is better", Units::count, Result::messagesPerSecond);
        bars(
                "Latency, 99th percentile",
                "less is better",
                Units::duration,
                r -> Percentiles.of(r.latencies(), 99));
        bars(
                "Server CPU per message",
                "less is better",
                Units::duration,
                r -> r.server().loopCpuNanosPerMessage());
        bars("Connects per second", "more is better", Units::count, Result::connectsPerSecond);
        bars(
                "User memory per connection",
                "less is better",
                Units::bytes,
                r -> r.server().userBytesPerConnection());
        bars(
                "Kernel memory per connection, both ends",
                "less is better",
                Units::bytes,
                r -> r.server().kernelBytesPerConnection());
        bars(
                "CPU while all are idle",
                "less is better",
                share -> Units.decimals(share * 100, 1) + " %",
                r -> r.server().idleCpu());
        bars(
                "Heap allocated per message",
                "less is better",
                bytes -> Units.decimals(bytes, bytes < 10 ? 1 : 0) + " B",
                r -> r.server().allocatedBytesPerMessage());
        page.raw("</div>\n");
    }

    private void bars(
            String title,
            String hint,
            DoubleFunction<String> text,
            ToDoubleFunction<Result> figure) {
        BarChart chart = new BarChart(title, text);
        for (Result result : results) {
            chart.bar(result.name(), colour(result), figure.applyAsDouble(result));
        }
        figure(title, results.size() > 1 ? hint : "", chart.svg());
    }

    // Curves.

    private void overTime() {
        page.raw("<h2>Over time</h2>\n");
        legend();
        page.raw("<div class=\"grid\">\n");
        figure("Throughput", "messages per second", throughput());
        figure("Latency", "p99 solid, p50 dotted, logarithmic", latency());
        figure("Latency distribution", "by percentile, logarithmic", distribution());
        figure("Connecting", "connections open", connecting());
        page.raw("</div>\n");
    }

    private Xml throughput() {
        double most = most(r -> r.points(), Point::messagesPerSecond);
        LineChart chart =
                new LineChart(
                        "Messages per second over time",
                        Axis.linearTo(most(r -> r.points(), Point::seconds)),
                        Units::seconds,
                        "seconds",
                        Axis.linear(most),
                        Units::compact);
        chart.shadeUntil(warmUpSeconds());
        for (Result result : results) {
            chart.curve(
                    curve(result, "", result.points(), Point::seconds, Point::messagesPerSecond));
        }
        return chart.svg();
    }

    private Xml latency() {
        double least = Double.MAX_VALUE;
        for (Result result : results) {
            for (Point point : result.points()) {
                least = point.p50Nanos() > 0 ? Math.min(least, (double) point.p50Nanos()) : least;
            }
        }
        LineChart chart =
                new LineChart(
                        "Latency over time",
                        Axis.linearTo(most(r -> r.points(), Point::seconds)),
                        Units::seconds,
                        "seconds",
                        Axis.logarithmic(least, most(r -> r.points(), Point::p99Nanos)),
                        Units::axisDuration);
        chart.shadeUntil(warmUpSeconds());
        for (Result result : results) {
            List<Point> points = result.points().stream().filter(p -> p.p50Nanos() > 0).toList();
            chart.curve(curve(result, " p50", points, Point::seconds, Point::p50Nanos));
            chart.curve(curve(result, " p99", points, Point::seconds, Point::p99Nanos));
        }
        return chart.svg();
    }

    private Xml distribution() {
        double least = Double.MAX_VALUE;
        double most = 0;
        double nines = 1;
        for (Result result : results) {
            Histogram latencies = result.latencies();
            if (latencies.getTotalCount() > 0) {
                least = Math.min(least, (double) latencies.getMinNonZeroValue());
                most = Math.max(most, (double) latencies.getMaxValue());
                nines = Math.max(nines, Math.log10((double) latencies.getTotalCount()));
            }
        }
        LineChart chart =
                new LineChart(
                        "Latency by percentile",
                        Axis.linearTo(Math.min(nines, 6)),
                        Units::percentile,
                        "percentile",
                        Axis.logarithmic(least, most),
                        Units::axisDuration);
        for (Result result : results) {
            chart.curve(new Curve(result.name(), colour(result), percentiles(result)));
        }
        return chart.svg();
    }

    /** Over the number of nines: 1 for 90 %, 2 for 99 %, as far as there are messages for it. */
    private static List<Spot> percentiles(Result result) {
        Histogram latencies = result.latencies();
        List<Spot> spots = new ArrayList<>();
        if (latencies.getTotalCount() > 0) {
            double end = Math.min(6, Math.log10((double) latencies.getTotalCount()));
            for (double nines = 0.05; nines <= end; nines += 0.05) {
                double percentile = 100 - Math.pow(10, 2 - nines);
                spots.add(new Spot(nines, latencies.getValueAtPercentile(percentile)));
            }
        }
        return spots;
    }

    private Xml connecting() {
        LineChart chart =
                new LineChart(
                        "Connections over time while connecting",
                        Axis.linearTo(most(r -> r.opened(), Opened::seconds)),
                        Units::seconds,
                        "seconds",
                        Axis.linear(most(r -> r.opened(), Opened::connections)),
                        Units::compact);
        for (Result result : results) {
            chart.curve(curve(result, "", result.opened(), Opened::seconds, Opened::connections));
        }
        return chart.svg();
    }

    private static <T> Curve curve(
            Result result,
            String suffix,
            List<T> items,
            ToDoubleFunction<T> x,
            ToDoubleFunction<T> y) {
        List<Spot> spots = new ArrayList<>();
        for (T item : items) {
            spots.add(new Spot(x.applyAsDouble(item), y.applyAsDouble(item)));
        }
        String style = colour(result) + (suffix.equals(" p50") ? " thin" : "");
        return new Curve(result.name() + suffix, style, spots);
    }

    private <T> double most(Function<Result, List<T>> items, ToDoubleFunction<T> value) {
        double most = 0;
        for (Result result : results) {
            for (T item : items.apply(result)) {
                most = Math.max(most, value.applyAsDouble(item));
            }
        }
        return most;
    }

    private double warmUpSeconds() {
        return largest().warmUp().toNanos() / NANOS;
    }

    private void legend() {
        page.raw("<ul class=\"legend\">\n");
        for (Result result : results) {
            page.format("<li class=\"%s\"><i></i>%s</li>\n", colour(result), result.name());
        }
        page.raw("</ul>\n");
    }

    private void figure(String title, String hint, Xml svg) {
        page.format(
                "<figure><figcaption><strong>%s</strong><span>%s</span></figcaption>\n",
                title, hint);
        page.add(svg).raw("</figure>\n");
    }

    // The figures.

    private void table() {
        page.raw("<h2>Figures</h2>\n<div class=\"card scroll\">\n<table>\n<thead><tr>");
        for (Table.Column column : Table.COLUMNS) {
            page.format("<th>%s</th>", column.longTitle());
        }
        page.raw("</tr></thead>\n<tbody>\n");
        for (Result result : results) {
            page.format("<tr class=\"%s\">", colour(result));
            String mark = "<i></i>";
            for (Table.Column column : Table.COLUMNS) {
                page.raw("<td>").raw(mark).format("%s</td>", column.cell().apply(result));
                mark = "";
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody>\n</table>\n</div>\n");
    }

    private void notes() {
        page.raw("<ul class=\"notes\">\n");
        for (Result result : results) {
            for (String problem : result.problems()) {
                page.format("<li>%s: %s</li>\n", result.name(), problem);
            }
        }
        if (!results.isEmpty()) {
            Plan plan = largest();
            page.format(
                    "<li>%s of the connections have a message of %s on its way at a time, moving"
                            + " over all of them; each byte that comes back is compared with what"
                            + " was sent.</li>\n",
                    Units.count(plan.active()), Units.bytes(plan.payloadBytes()));
            page.raw(
                    "<li>Server and client are two processes with one reactor thread each. Figures"
                            + " leave out the warm-up; CPU and allocation are those of the server's"
                            + " reactor thread.</li>\n");
            page.raw(
                    "<li>User memory is what the server's process grew by, heap included; with few"
                            + " connections the JVM's own growth blurs it. Kernel memory is what the"
                            + " whole system's slab grew by.</li>\n");
            if (results.stream().anyMatch(result -> result.plan().isAlone())) {
                page.format(
                        "<li>Alone: %s connections, all active and no others.</li>\n",
                        Units.count(plan.active()));
            }
        }
        page.raw("</ul>\n");
    }

    private static String colour(Result result) {
        int index = COLOURS.indexOf(result.engine());
        String colour = "s" + (index < 0 ? COLOURS.size() + 1 : index + 1);
        return result.plan().isAlone() ? colour + " alone" : colour;
    }

    private static String styleSheet() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
