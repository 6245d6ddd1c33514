package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The raw data of a run of the benchmarks of parts, and that run's options. */
public final class PartsResults {
    private final Options options;
    private final boolean quick;
    private final Path output;
    private final Path raw;

    private PartsResults(Options options, boolean quick) throws IOException {
        this.options = options;
        this.quick = quick;
        output = Files.createDirectories(Path.of(options.text("output")));
        raw = output.resolve("jmh.jsonl");
        Files.deleteIfExists(raw);
        Machine.describe(options).appendTo(raw);
    }

    /** Reads the command line and begins anew. */
    public static PartsResults open(String[] arguments, String help) throws IOException {
        Options options =
                Options.parse(arguments, 0, help)
                        .or("only", ".*", ".*")
                        .or("forks", "1", "1")
                        .or("warm-up", "2", "1")
                        .or("iterations", "5", "1")
                        .or("time", "0.7", "0.1")
                        .or("output", "bench/target/results", "bench/target/results-quick");
        return new PartsResults(options, Arrays.asList(arguments).contains("--quick"));
    }

    /** An option. */
    public String text(String name) {
        return options.text(name);
    }

    /** An option that is a number. */
    public double number(String name) {
        return options.number(name);
    }

    /** Whether it is a smoke test. */
    public boolean isQuick() {
        return quick;
    }

    /** A file in the folder of the results. */
    public Path file(String name) {
        return output.resolve(name);
    }

    /** Adds what was found of one benchmark; NaN for what is not known. */
    public void add(
            String group,
            String benchmark,
            String parameters,
            double score,
            double error,
            String unit,
            double allocatedBytes) {
        try {
            Figures.of("jmh")
                    .with("group", group)
                    .with("benchmark", benchmark)
                    .with("parameters", parameters)
                    .with("score", score)
                    .with("error", error)
                    .with("unit", unit)
                    .with("allocated_bytes", allocatedBytes)
                    .appendTo(raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the tables. */
    public void write() throws IOException {
        Report.write(output);
    }
}
