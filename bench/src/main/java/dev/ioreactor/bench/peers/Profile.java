package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells where the time of a message goes: how much of it is the network's, and so everybody's, and
 * how much an engine and what stands on it can save at all.
 */
public final class Profile {
    private static final String HELP =
            """
            usage: bench/profile [OPTION...]
              --work ID          kind of work (50x1x64); bench/side-by-side --help lists them
              --servers REGEX    only servers whose name matches (.*)
              --rounds N         windows per server (10)
              --window SECONDS   length of a window (0.5)
              --warm-up SECONDS  per server (4)
              --output FOLDER    for raw data, tables and charts (bench/target/results)
              --quick            a smoke test: 1 window of 0.2 s, hardly warmed up
            Takes about three minutes. Nothing else may run on the machine. Needs perf, and the
            right to see the kernel's stacks (root, or kernel.perf_event_paranoid = 1 and
            kernel.kptr_restrict = 0).
            """;

    private final Path programs;
    private final Options options;
    private final Path output;
    private final Path raw;
    private final List<Sampled> servers = new ArrayList<>();

    private Profile(Path programs, Options options) throws IOException {
        this.programs = programs;
        this.options = options;
        output = Files.createDirectories(Path.of(options.text("output")));
        raw = output.resolve("profile.jsonl");
    }

    /** Runs everything and writes the report; the first argument is the folder of C programs. */
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.parse(arguments, 1, HELP)
                        .or("work", "50x1x64", "50x1x64")
                        .or("servers", ".*", ".*")
                        .or("rounds", "10", "1")
                        .or("window", "0.5", "0.2")
                        .or("warm-up", "4", "0.3")
                        .or("output", "bench/target/results", "bench/target/results-quick");
        Profile profile = new Profile(Path.of(arguments[0]), options);
        if (!Machine.has(Sampler.PERF)) {
            System.err.println("perf is needed and was not found (apt-get install linux-perf).");
            System.exit(1);
        }
        try {
            profile.measure();
        } finally {
            profile.close();
        }
        Report.write(profile.output);
    }

    /** A server with its load generator and its sampler, and what the windows brought. */
    private static final class Sampled implements AutoCloseable {
        private final RunningServer server;
        private final LoadProcess load;
        private final Sampler sampler;
        private double messages;
        private double cpuNanos;
        private double bad;

        private Sampled(RunningServer server, LoadProcess load, Sampler sampler) {
            this.server = server;
            this.load = load;
            this.sampler = sampler;
        }

        void window(int round, double seconds, Work work) throws IOException {
            sampler.begin();
            Figures figures = load.window(round, seconds);
            sampler.cease();
            messages += work.unit().of(figures);
            cpuNanos += figures.number("cpu_ns");
            bad = figures.number("wrong") + figures.number("lost") + figures.number("dropped");
        }

        Figures row(Work work) throws IOException, InterruptedException {
            Figures row =
                    Figures.of("profile")
                            .with("work", work.id())
                            .with("server", server.name())
                            .with("messages", messages)
                            .with("cpu_ns", cpuNanos)
                            .with("bad", bad);
            Map<CpuPart, Integer> samples = new EnumMap<>(sampler.samples());
            for (CpuPart part : CpuPart.values()) {
                row.with(part.field(), samples.getOrDefault(part, 0));
            }
            return row;
        }

        @Override
        public void close() throws IOException {
            sampler.close();
            load.close();
            server.close();
        }
    }

    private void measure() throws IOException, InterruptedException {
        Work work = work();
        Files.deleteIfExists(raw);
        Machine.describe(options).appendTo(raw);
        for (Contestant contestant : Contestant.all()) {
            if (contestant.name().matches(options.text("servers"))) {
                start(contestant, work);
            }
        }
        double window = options.number("window");
        for (double done = 0; done < options.number("warm-up"); done += window) {
            for (Sampled server : servers) {
                server.load.window(0, window);
            }
        }
        for (int round = 1; round <= options.number("rounds"); round++) {
            for (Sampled server : servers) {
                server.window(round, window, work);
            }
        }
        for (Sampled server : servers) {
            Figures row = server.row(work);
            row.appendTo(raw);
            double micros = row.number("cpu_ns") / row.number("messages") / 1_000;
            System.out.printf(Locale.ROOT, "%-24s %6.2f µs%n", server.server.name(), micros);
        }
    }

    private Work work() {
        String id = options.text("work");
        for (Work work : Work.all()) {
            if (work.id().equals(id)) {
                return work;
            }
        }
        System.err.println("there is no work " + id + "; bench/side-by-side --help lists them");
        System.exit(2);
        throw new AssertionError(id);
    }

    private void start(Contestant contestant, Work work) throws IOException, InterruptedException {
        RunningServer server;
        try {
            server = contestant.start(programs, work.mode());
        } catch (IOException e) {
            System.out.println("  without " + contestant.name() + ": " + e.getMessage());
            Figures.absent(contestant.name(), work.id(), e).appendTo(raw);
            return;
        }
        List<String> pinned = new ArrayList<>(List.of("--cpu", "1"));
        pinned.addAll(work.options());
        Path folder = output.resolve("perf-" + contestant.name().replace(' ', '-'));
        try {
            Sampler sampler = new Sampler(server.pid(), folder.toAbsolutePath());
            servers.add(new Sampled(server, LoadProcess.start(programs, server, pinned), sampler));
        } catch (IOException e) {
            server.close();
            throw e; // without perf, or without descriptors, there is no profile at all
        }
    }

    private void close() throws IOException {
        for (Sampled server : servers) {
            server.close();
        }
    }
}
