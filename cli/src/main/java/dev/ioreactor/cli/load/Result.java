package dev.ioreactor.cli.load;

import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * What one run measured.
 *
 * @param engine of the server
 * @param clientEngine of the client
 * @param plan what was to be done
 * @param progress how far it came
 * @param connectSeconds how long connecting took
 * @param sendSeconds how long messages were sent, warm-up included
 * @param messagesPerSecond after the warm-up
 * @param latencies after the warm-up, in nanoseconds
 * @param server what the server did and took, after the warm-up
 * @param opened how connections were made over time
 * @param points how sending went over time, warm-up included
 * @param problems what went wrong, each kind once
 * @param isInterrupted whether the user ended it
 */
public record Result(
        String engine,
        String clientEngine,
        Plan plan,
        Progress progress,
        double connectSeconds,
        double sendSeconds,
        double messagesPerSecond,
        Histogram latencies,
        ServerFigures server,
        List<Opened> opened,
        List<Point> points,
        Set<String> problems,
        boolean isInterrupted) {

    /** The engine, and whether the active connections were alone. */
    public String name() {
        return plan.isAlone() ? engine + " alone" : engine;
    }

    /** Connections made per second. */
    public double connectsPerSecond() {
        return progress.connected() / connectSeconds;
    }

    /** Connections that ended early, and messages without an answer. */
    public long lost() {
        return progress.lost() + progress.unanswered();
    }

    /** Whether all connections were made, used and closed, and nothing was lost or wrong. */
    public boolean isClean() {
        return progress.connected() == plan.connections()
                && progress.used() == plan.connections()
                && progress.closed() == plan.connections()
                && lost() == 0
                && progress.wrong() == 0
                && problems.isEmpty();
    }
}
