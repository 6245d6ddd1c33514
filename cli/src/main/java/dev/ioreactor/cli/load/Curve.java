package dev.ioreactor.cli.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How sending goes over time: a point now and then, and the latencies of all messages after the
 * warm-up.
 */
final class Curve {
    private static final Duration SHORTEST_STEP = Duration.ofMillis(250);
    private static final int MOST_POINTS = 400;

    private final ServerProcess server;
    private final Load load;
    private final Plan plan;
    private final Watcher watcher;
    private final long stepNanos;
    private final long beginNanos = System.nanoTime();

    private final List<Point> points = new ArrayList<>();
    private final Histogram latencies =
            new Histogram(1, Load.MOST_LATENCY_NANOS, Load.LATENCY_DIGITS);

    private long lastNanos = beginNanos;
    private Sample lastSample;

    /** When the warm-up was over; 0 before. */
    private long warmNanos;

    /** The histogram of the last point, to be used again; null before the first. */
    private @Nullable Histogram since;

    Curve(ServerProcess server, Load load, Plan plan, Watcher watcher) {
        this.server = server;
        this.load = load;
        this.plan = plan;
        this.watcher = watcher;
        stepNanos = Math.max(SHORTEST_STEP.toNanos(), plan.duration().toNanos() / MOST_POINTS);
        lastSample = server.latest();
    }

    /** Makes a point if it is time. */
    void tick() {
        if (System.nanoTime() - lastNanos >= stepNanos) {
            step();
        }
    }

    /** The warm-up is over: latencies count from now on. */
    void warm() {
        step();
        warmNanos = lastNanos;
    }

    /** Sending is over. */
    void end() {
        step();
    }

    private void step() {
        long now = System.nanoTime();
        since = load.latencies().getIntervalHistogram(since);
        if (warmNanos != 0) {
            latencies.add(since);
        }
        Sample sample = server.latest();
        double seconds = (now - beginNanos) / 1e9;
        double stepSeconds = (now - lastNanos) / 1e9;
        double serverSeconds = (sample.nanos() - lastSample.nanos()) / 1e9;
        long count = since.getTotalCount();
        Point point =
                new Point(
                        seconds,
                        load.progress().open(),
                        count / stepSeconds,
                        count == 0 ? 0 : since.getValueAtPercentile(50),
                        count == 0 ? 0 : since.getValueAtPercentile(99),
                        sample.heapBytes(),
                        serverSeconds > 0
                                ? (sample.cycles() - lastSample.cycles()) / serverSeconds
                                : 0);
        // A rate over next to no time says nothing.
        if (now - lastNanos >= stepNanos / 2) {
            points.add(point);
            watcher.sending(point, plan.duration().toNanos() / 1e9);
        }
        lastNanos = now;
        lastSample = sample;
    }

    List<Point> points() {
        return points;
    }

    /** Those after the warm-up. */
    Histogram latencies() {
        return latencies;
    }

    /** From the first message on. */
    double seconds() {
        return (lastNanos - beginNanos) / 1e9;
    }

    /** After the warm-up; {@link Double#NaN} if it did not come to an end. */
    double messagesPerSecond() {
        return warmNanos == 0 || lastNanos == warmNanos
                ? Double.NaN
                : latencies.getTotalCount() / ((lastNanos - warmNanos) / 1e9);
    }
}
