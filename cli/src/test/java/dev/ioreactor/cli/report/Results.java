package dev.ioreactor.cli.report;

import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.load.Opened;
import dev.ioreactor.cli.load.Plan;
import dev.ioreactor.cli.load.Point;
import dev.ioreactor.cli.load.Progress;
import dev.ioreactor.cli.load.Result;
import dev.ioreactor.cli.load.ServerFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Results to be shown, made up of given figures. */
final class Results {
    private Results() {}

    /** One in which all went well. */
    static Result clean(String engine) {
        return result(
                engine, new Progress(10_000, 0, 0, 0, 10_000, 10_000, 0, 500_000, 0, 0), Set.of());
    }

    /** One of the active connections alone, in which all went well. */
    static Result alone(String engine) {
        return result(
                engine,
                plan().alone(),
                new Progress(1_000, 0, 0, 0, 1_000, 1_000, 0, 500_000, 0, 0),
                Set.of());
    }

    /** One in which something of everything went wrong. */
    static Result failed(String engine) {
        return result(
                engine,
                new Progress(9_999, 1, 0, 2, 9_990, 9_000, 0, 500_000, 3, 4),
                Set.of("bytes <came> back & \"changed\""));
    }

    /** One that ended before it had begun. */
    static Result empty(String engine) {
        ServerFigures none =
                new ServerFigures(
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN);
        return new Result(
                engine,
                "epoll",
                plan(),
                new Progress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                new Histogram(3),
                none,
                List.of(),
                List.of(),
                Set.of(),
                true);
    }

    static Document document(Result... results) {
        Host host = new Host("Linux 6", "amd64", "A <processor>", 2, 16L << 30, "JDK 25");
        return new Document(
                "ioreactor c10k --html <&>",
                "1",
                "2026-01-01T00:00:00Z",
                host,
                List.of(results),
                List.of("engine kqueue cannot be used here: no <BSD>"));
    }

    private static Plan plan() {
        return new Plan(10_000, 1_000, 64, Duration.ofSeconds(10));
    }

    private static Result result(String engine, Progress progress, Set<String> problems) {
        return result(engine, plan(), progress, problems);
    }

    private static Result result(
            String engine, Plan plan, Progress progress, Set<String> problems) {
        Histogram latencies = new Histogram(1, 60_000_000_000L, 3);
        List<Point> points = new ArrayList<>();
        List<Opened> opened = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            latencies.recordValue(i * 10_000L);
        }
        for (int i = 1; i <= 40; i++) {
            points.add(new Point(i / 4.0, 10_000, 50_000 + i, 5_000_000, 9_900_000, 8 << 20, 900));
            opened.add(new Opened(i / 40.0, i * 250));
        }
        return new Result(
                engine,
                "epoll",
                plan,
                progress,
                1.25,
                10,
                50_000.4,
                latencies,
                new ServerFigures(8_250, 9_000, 0, 12.5, 456.2, 512.7, 8_000, 0.001),
                opened,
                points,
                problems,
                false);
    }
}
