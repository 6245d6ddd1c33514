package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures servers side by side, at each kind of work all of them at once. Leaves the raw data, and
 * the tables and charts that {@link Report} makes of it.
 */
public final class SideBySide {
    private static final String HELP =
            """
            usage: bench/side-by-side [OPTION...]
              --rounds N         windows per server and kind of work (20)
              --window SECONDS   length of a window (0.4)
              --warm-up SECONDS  per server before its first work; later ones take a fifth (4)
              --works REGEX      only kinds of work whose id matches (.*):
                                 50x1x64 1x1x64 1000x1x64 50x16x64 50x1x16384 idle paced
                                 churn stream-in stream-out
              --servers REGEX    only servers whose name matches, and C epoll (.*)
              --output FOLDER    for raw data, tables and charts (bench/target/results)
              --quick            a smoke test: 2 rounds of 0.1 s, hardly warmed up
            Takes about half an hour. Nothing else may run on the machine.
            """;

    private final Path programs;
    private final Path output;
    private final Path raw;
    private final Options options;
    private final List<Contestant> contestants;
    private final List<RunningServer> servers = new ArrayList<>();

    private SideBySide(Path programs, Options options) throws IOException {
        this.programs = programs;
        this.options = options;
        output = Files.createDirectories(Path.of(options.text("output")));
        raw = output.resolve("side-by-side.jsonl");
        String wanted = options.text("servers");
        contestants =
                Contestant.all().stream()
                        .filter(one ->
                                one.name().equals(Contestant.REFERENCE)
                                        || one.name().matches(wanted))
                        .toList();
    }

    /** Runs everything and writes the report; the first argument is the folder of C programs. */
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.parse(arguments, 1, HELP)
                        .or("rounds", "20", "2")
                        .or("window", "0.4", "0.1")
                        .or("warm-up", "4", "0.3")
                        .or("works", ".*", ".*")
                        .or("servers", ".*", ".*")
                        .or("output", "bench/target/results", "bench/target/results-quick");
        SideBySide run = new SideBySide(Path.of(arguments[0]), options);
        Files.deleteIfExists(run.raw);
        Machine.describe(options).appendTo(run.raw);
        try {
            run.measureAll();
        } finally {
            run.closeServers();
        }
        Report.write(run.output);
    }

    private void measureAll() throws IOException, InterruptedException {
        String mode = "";
        for (Work work : Work.all()) {
            if (!work.id().matches(options.text("works"))) {
                continue;
            }
            double warmUp = options.number("warm-up") / 5;
            if (!work.mode().equals(mode)) {
                mode = work.mode();
                closeServers();
                startServers(mode);
                warmUp *= 5;
            }
            long begunNanos = System.nanoTime();
            measure(work, warmUp);
            System.out.printf("%-12s %5.0f s%n", work.id(), (System.nanoTime() - begunNanos) / 1e9);
            Report.write(output);
        }
    }

    private void startServers(String mode) throws IOException {
        for (Contestant contestant : contestants) {
            try {
                servers.add(contestant.start(programs, mode));
            } catch (IOException e) {
                absent(contestant.name(), mode, e);
            }
        }
    }

    private void absent(String server, String work, Exception why) throws IOException {
        System.out.println("  without " + server + ": " + why.getMessage());
        Figures.absent(server, work, why).appendTo(raw);
    }

    private void measure(Work work, double warmUp) throws IOException, InterruptedException {
        try (Rounds rounds = new Rounds(raw, work.id())) {
            for (RunningServer server : List.copyOf(servers)) {
                try {
                    rounds.add(programs, server, work.options());
                } catch (IOException e) {
                    absent(server.name(), work.id(), e);
                }
            }
            rounds.warmUp(warmUp, options.number("window"));
            rounds.run((int) options.number("rounds"), options.number("window"));
        }
    }

    private void closeServers() {
        servers.forEach(RunningServer::close);
        servers.clear();
    }
}
