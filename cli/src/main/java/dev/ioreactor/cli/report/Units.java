package dev.ioreactor.cli.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale; a dash for what was not measured. */
final class Units {
    private static final String NONE = "–";

    private Units() {}

    /** A count with groups of three digits. */
    static String count(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,.0f", value) : NONE;
    }

    /** A number with so many decimals. */
    static String decimals(double value, int decimals) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, "%,." + decimals + "f", value)
                : NONE;
    }

    /** Milliseconds, with as many decimals as keep three digits or so. */
    static String millis(double nanos) {
        double millis = nanos / 1e6;
        return decimals(millis, millis < 10 ? 2 : millis < 100 ? 1 : 0);
    }

    /** A duration with its unit. */
    static String duration(double nanos) {
        if (!Double.isFinite(nanos)) {
            return NONE;
        }
        if (nanos < 1e6) {
            return decimals(nanos / 1e3, nanos < 1e4 ? 1 : 0) + " µs";
        }
        return nanos < 1e9 ? millis(nanos) + " ms" : decimals(nanos / 1e9, 2) + " s";
    }

    /** Bytes with a binary unit. */
    static String bytes(double bytes) {
        if (!Double.isFinite(bytes)) {
            return NONE;
        }
        if (bytes < 1 << 20) {
            return bytes < 10_000 ? count(bytes) + " B" : decimals(bytes / (1 << 10), 1) + " KiB";
        }
        return bytes < 1L << 30
                ? decimals(bytes / (1 << 20), 0) + " MiB"
                : decimals(bytes / (1 << 30), 1) + " GiB";
    }

    /** A count for an axis: 20k, 1.5M. */
    static String compact(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    /** A duration for an axis, without idle zeros. */
    static String axisDuration(double nanos) {
        return duration(nanos).replaceAll("\\.0+ ", " ").replaceAll("(\\.\\d*[1-9])0+ ", "$1 ");
    }

    /** Seconds for an axis. */
    static String seconds(double value) {
        return trimmed(value);
    }

    /** The percentile with so many nines: 90 % for 1, 99 % for 2. */
    static String percentile(double nines) {
        double percent = 100 - Math.pow(10, 2 - nines);
        return decimals(percent, Math.clamp((long) Math.ceil(nines) - 2, 0, 5)) + " %";
    }

    /** A coordinate. */
    static String plain(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
