package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures servers in short windows A B C A B C …, so that a change of the machine's speed meets
 * all of them alike; those that rest keep all their connections open. Appends to the raw data a
 * line per window, and one per server of what it used in all windows together.
 */
final class Rounds implements AutoCloseable {
    private final Path raw;
    private final String work;
    private final List<Entrant> entrants = new ArrayList<>();

    /**
     * Rounds of one kind of work.
     *
     * @param raw the file of raw data
     * @param work what the lines say of themselves
     */
    Rounds(Path raw, String work) {
        this.raw = raw;
        this.work = work;
    }

    /** A server with its own load generator. */
    private static final class Entrant {
        private final RunningServer server;
        private final LoadProcess load;
        private final double residentBefore;
        private double usedInWindows;

        Entrant(RunningServer server, LoadProcess load, double residentBefore) {
            this.server = server;
            this.load = load;
            this.residentBefore = residentBefore;
        }
    }

    /** Connects to one more server, from processor 1. */
    void add(Path programs, RunningServer server, List<String> options) throws IOException {
        double resident = server.residentKibibytes();
        List<String> pinned = new ArrayList<>(List.of("--cpu", "1"));
        pinned.addAll(options);
        entrants.add(new Entrant(server, LoadProcess.start(programs, server, pinned), resident));
    }

    /** Runs each server for so long in windows whose figures are not kept. */
    void warmUp(double seconds, double window) throws IOException {
        for (double done = 0; done < seconds; done += window) {
            for (Entrant entrant : entrants) {
                entrant.load.window(0, window);
            }
        }
    }

    /** Runs all rounds. */
    void run(int rounds, double window) throws IOException {
        List<RunningServer.Usage> before = new ArrayList<>();
        List<Double> allocated = new ArrayList<>();
        for (Entrant entrant : entrants) {
            allocated.add(entrant.server.allocatedBytes());
            before.add(entrant.server.usage());
        }
        List<Figures> sums = new ArrayList<>();
        entrants.forEach(entrant -> sums.add(Figures.of("server")));
        long begunNanos = System.nanoTime();
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < entrants.size(); i++) {
                Entrant entrant = entrants.get(i);
                Figures figures = entrant.load.window(round, window);
                entrant.usedInWindows += figures.number("cpu_ns");
                add(sums.get(i), figures);
                Figures.of("window")
                        .with("work", work)
                        .with("server", entrant.server.name())
                        .withNumbersOf(figures)
                        .appendTo(raw);
            }
        }
        double nanos = System.nanoTime() - begunNanos;
        for (int i = 0; i < entrants.size(); i++) {
            Figures sum = sums.get(i);
            tell(entrants.get(i), sum, before.get(i), allocated.get(i), nanos);
        }
    }

    private static void add(Figures sum, Figures window) {
        for (String name : List.of("messages", "bytes", "seconds")) {
            double before = sum.number(name);
            sum.with(name, (Double.isNaN(before) ? 0 : before) + window.number(name));
        }
        sum.with("bad", window.number("wrong") + window.number("lost") + window.number("dropped"));
    }

    private void tell(
            Entrant entrant,
            Figures sum,
            RunningServer.Usage before,
            double allocated,
            double nanos)
            throws IOException {
        RunningServer server = entrant.server;
        RunningServer.Usage after = server.usage();
        double cpuNanos = after.cpuNanos() - before.cpuNanos();
        double restingNanos = nanos - sum.number("seconds") * 1e9;
        sum.with("work", work)
                .with("server", server.name())
                .with("cpu_ns", cpuNanos)
                .with("user_ns", after.userNanos() - before.userNanos())
                .with("resting_cpu", (cpuNanos - entrant.usedInWindows) / restingNanos)
                .with("allocated_bytes", server.allocatedBytes() - allocated)
                .with("resident_before_kib", entrant.residentBefore)
                .with("resident_kib", server.residentKibibytes())
                .appendTo(raw);
    }

    @Override
    public void close() {
        entrants.forEach(entrant -> entrant.load.close());
    }
}
