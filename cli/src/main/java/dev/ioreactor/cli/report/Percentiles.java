package dev.ioreactor.cli.report;

import org.HdrHistogram.Histogram;

/** Percentiles of a histogram that may be empty. */
final class Percentiles {
    private Percentiles() {}

    /** In nanoseconds; {@link Double#NaN} if nothing was recorded. */
    static double of(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0
                ? Double.NaN
                : histogram.getValueAtPercentile(percentile);
    }
}
