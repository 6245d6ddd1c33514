package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the latency of one message at a time on one connection: of our engines with what there
 * is for latency, beside C without it. The client is a C program on processor 1; it blocks in one
 * half of the run and spins in the other, so that the wake-up of the client can be told from that
 * of the server.
 */
public final class PingPong {
    private static final String HELP =
            """
            usage: bench/ping-pong [OPTION...]
              --rounds N         windows per server and kind of client (12)
              --window SECONDS   length of a window (0.4)
              --warm-up SECONDS  per server (2)
              --spin MICROSECONDS       how long a spinning reactor looks for work (200)
              --busy-poll MICROSECONDS  of SO_BUSY_POLL, where that is measured (50)
              --servers REGEX    only servers whose name matches, and C epoll (.*)
              --output FOLDER    for raw data and tables (bench/target/results)
              --quick            a smoke test: 2 rounds of 0.1 s, hardly warmed up
            Takes about four minutes. Nothing else may run on the machine.
            """;

    private PingPong() {}

    /** Runs everything and writes the report; the first argument is the folder of C programs. */
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.parse(arguments, 1, HELP)
                        .or("rounds", "12", "2")
                        .or("window", "0.4", "0.1")
                        .or("warm-up", "2", "0.2")
                        .or("spin", "200", "200")
                        .or("busy-poll", "50", "50")
                        .or("servers", ".*", ".*")
                        .or("output", "bench/target/results", "bench/target/results-quick");
        Path programs = Path.of(arguments[0]);
        Path output = Files.createDirectories(Path.of(options.text("output")));
        Path raw = output.resolve("ping-pong.jsonl");
        Files.deleteIfExists(raw);
        Machine.describe(options).appendTo(raw);
        List<RunningServer> servers = new ArrayList<>();
        try {
            start(programs, options, raw, servers);
            measure(programs, options, raw, servers, "blocking client", List.of());
            measure(programs, options, raw, servers, "spinning client", List.of("--spin"));
        } finally {
            servers.forEach(RunningServer::close);
        }
        Report.write(output);
    }

    private static void start(Path programs, Options options, Path raw, List<RunningServer> servers)
            throws IOException {
        for (Contestant contestant : contestants(options)) {
            if (!contestant.name().equals(Contestant.REFERENCE)
                    && !contestant.name().matches(options.text("servers"))) {
                continue;
            }
            try {
                servers.add(contestant.start(programs, "echo"));
            } catch (IOException e) {
                System.out.println("  without " + contestant.name() + ": " + e.getMessage());
                Figures.absent(contestant.name(), "echo", e).appendTo(raw);
            }
        }
    }

    private static List<Contestant> contestants(Options options) {
        List<Contestant> all = new ArrayList<>();
        all.add(Contestant.program(Contestant.REFERENCE, "echo_epoll"));
        all.add(Contestant.program("C io_uring", "echo_uring"));
        String spin = "-Dspin=" + (long) (options.number("spin") * 1_000);
        String busyPoll = "-DbusyPoll=" + options.text("busy-poll");
        for (String engine : Contestant.engines()) {
            String name = "ioreactor " + engine;
            add(all, name, engine, List.of());
            add(all, name + ", pinned", engine, List.of("-Dcpu=0"));
            if (!engine.equals("nio")) { // the JDK's channels do not have that option
                add(all, name + ", pinned, busy poll", engine, List.of("-Dcpu=0", busyPoll));
            }
            add(all, name + ", pinned, spinning", engine, List.of("-Dcpu=0", spin));
        }
        return all;
    }

    private static void add(
            List<Contestant> all, String name, String engine, List<String> options) {
        all.add(new Contestant(name, "ioreactor-" + engine, true, false, options));
    }

    private static void measure(
            Path programs,
            Options options,
            Path raw,
            List<RunningServer> servers,
            String client,
            List<String> loadOptions)
            throws IOException {
        List<String> load = new ArrayList<>(loadOptions);
        load.addAll(List.of("--connections", "1", "--depth", "1", "--payload", "64"));
        double window = options.number("window");
        try (Rounds rounds = new Rounds(raw, client)) {
            for (RunningServer server : servers) {
                rounds.add(programs, server, load);
            }
            rounds.warmUp(options.number("warm-up") * (loadOptions.isEmpty() ? 1 : 0.2), window);
            rounds.run((int) options.number("rounds"), window);
        }
        System.out.println(client);
    }
}
