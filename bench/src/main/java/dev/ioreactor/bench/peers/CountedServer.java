package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that runs in callgrind, at one kind of work, with a load generator of its own. */
final class CountedServer implements AutoCloseable {
    private static final double LOOK_SECONDS = 5;
    private static final double RESTING = 0.02;
    private static final double MOST_WARM_UPS = 4;

    private final RunningServer server;
    private final Callgrind callgrind;
    private final Work work;
    private final LoadProcess load;
    private ThreadCost loop = ThreadCost.NONE;

    /** Connects to a server that was started in this callgrind. */
    CountedServer(Path programs, RunningServer server, Callgrind callgrind, Work work)
            throws IOException {
        this.server = server;
        this.callgrind = callgrind;
        this.work = work;
        List<String> options = new ArrayList<>(work.options());
        options.addAll(List.of("--patience", "120")); // an interpreter in callgrind is slow
        load = LoadProcess.start(programs, server, options);
    }

    /**
     * Works until the compilers rest: for so many seconds of processor time at least, and no longer
     * than some times that.
     */
    void warmUp(double seconds) throws IOException, InterruptedException {
        double look = Math.min(seconds, LOOK_SECONDS);
        double done = 0;
        callgrind.take(server.pid());
        while (true) {
            done += answered(0, look).number("cpu_ns") / 1e9;
            boolean isWarm = othersOf(callgrind.take(server.pid())) < RESTING * loop.instructions();
            if ((isWarm && done >= seconds) || done >= MOST_WARM_UPS * seconds) {
                return;
            }
        }
    }

    private Figures answered(int round, double seconds) throws IOException {
        Figures figures = load.window(round, seconds);
        if (!(figures.number("messages") > 0)) {
            throw new IOException("no message came back");
        }
        return figures;
    }

    /** What threads besides the loop's have executed: compilers and collectors, as a rule. */
    private double othersOf(List<ThreadCost> threads) {
        loop = ThreadCost.loop(threads);
        double all = threads.stream().mapToDouble(ThreadCost::instructions).sum();
        return all - loop.instructions();
    }

    /** One window; begins and ends with nothing in flight. */
    Figures window(int round, double seconds) throws IOException, InterruptedException {
        callgrind.take(server.pid());
        Figures figures = answered(round, seconds);
        double others = othersOf(callgrind.take(server.pid()));
        return Figures.of("window")
                .with("work", work.id())
                .with("server", server.name())
                .withNumbersOf(figures)
                .with("instructions", (double) loop.instructions())
                .with("syscalls", (double) loop.systemCalls())
                .with("waits", (double) loop.waits())
                .with("other_instructions", others);
    }

    /** What the loop's thread has done in the last window. */
    ThreadCost loop() {
        return loop;
    }

    @Override
    public void close() {
        load.close();
    }
}
