package dev.ioreactor.bench;

import dev.ioreactor.bench.peers.PartsResults;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of the parts and leaves what JMH found ({@code jmh.json}), the same line by
 * line ({@code jmh.jsonl}) and the tables.
 */
public final class Parts {
    private static final String HELP =
            """
            usage: bench/jmh [OPTION...]
              --only REGEX        only benchmarks whose name matches (.*): Timer Mailbox Command
                                  Dispatch RoundTrip
              --forks N           JVMs per benchmark (1)
              --warm-up N         iterations that do not count (2)
              --iterations N      iterations that count (5)
              --time SECONDS      length of an iteration (0.7)
              --output FOLDER     for raw data and tables (bench/target/results)
              --quick             a smoke test: one iteration of 0.1 s, at most 100,000 timers
            Takes about ten minutes and 5 GiB of memory. Nothing else may run on the machine.
            """;

    private Parts() {}

    /** Runs them. */
    public static void main(String[] arguments) throws Exception {
        PartsResults results = PartsResults.open(arguments, HELP);
        OptionsBuilder options = new OptionsBuilder();
        options.include(results.text("only"))
                .forks((int) results.number("forks"))
                .warmupIterations((int) results.number("warm-up"))
                .warmupTime(time(results))
                .measurementIterations((int) results.number("iterations"))
                .measurementTime(time(results))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(false);
        if (results.isQuick()) {
            options.param("pending", "100", "100000");
        }
        Collection<RunResult> found = new Runner(options.build()).run();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, results.file("jmh.json").toString())
                .writeOut(found);
        for (RunResult result : found) {
            add(results, result);
        }
        results.write();
    }

    private static TimeValue time(PartsResults results) {
        return TimeValue.milliseconds((long) (results.number("time") * 1_000));
    }

    private static void add(PartsResults results, RunResult found) {
        BenchmarkParams parameters = found.getParams();
        String[] name = parameters.getBenchmark().split("\\.", -1);
        String group = name[name.length - 2].replace("Benchmark", "").toLowerCase(Locale.ROOT);
        Map<String, String> values = new TreeMap<>();
        parameters.getParamsKeys().forEach(key -> values.put(key, parameters.getParam(key)));
        String told =
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
        Result<?> primary = found.getPrimaryResult();
        Result<?> allocated = found.getSecondaryResults().get("gc.alloc.rate.norm");
        results.add(
                group,
                name[name.length - 1],
                told,
                primary.getScore(),
                primary.getScoreError(),
                primary.getScoreUnit(),
                allocated == null ? Double.NaN : allocated.getScore());
        Result<?> wakes = found.getSecondaryResults().get("wakes");
        Result<?> millions = found.getSecondaryResults().get("millions");
        if (wakes != null && millions != null) {
            double perMillion = wakes.getScore() / millions.getScore();
            results.add(group, "wakes", told, perMillion, Double.NaN, "per 10⁶", Double.NaN);
        }
    }
}
