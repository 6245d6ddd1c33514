package dev.ioreactor.cli.report;

import dev.ioreactor.cli.load.Point;
import dev.ioreactor.cli.load.Progress;
import dev.ioreactor.cli.load.Watcher;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * What a run shows while it goes on: on a terminal one line that is written over and over,
 * elsewhere plain lines, fewer of them.
 */
public final class Screen implements Watcher {
    private static final int BAR_CELLS = 24;
    private static final long TERMINAL_NANOS = 100_000_000;
    private static final long PLAIN_NANOS = 2_000_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private final BooleanSupplier isInterrupted;

    private String engine = "";
    private long shownNanos = System.nanoTime() - PLAIN_NANOS;
    private boolean isLineOpen;
    private boolean isConnected;

    /** A screen on a stream that is a terminal or is not. */
    public Screen(PrintStream out, boolean isTerminal, BooleanSupplier isInterrupted) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.isInterrupted = isInterrupted;
    }

    /** From now on lines are about this engine. */
    public void engine(String name) {
        engine = name;
        isConnected = false;
    }

    /** A line that stays. */
    public void line(String text) {
        if (isLineOpen) {
            out.print(CLEAR_LINE);
            isLineOpen = false;
        }
        out.println(text);
        out.flush();
    }

    @Override
    public void doing(String what) {
        if (isTerminal) {
            over(engine + "  " + what + " …");
        }
    }

    @Override
    public void connecting(Progress progress, int wanted, double seconds) {
        boolean isDone = progress.connected() + progress.refused() == wanted;
        if (isConnected || !(isDone || isTime())) {
            return;
        }
        isConnected = isDone;
        String text =
                String.format(
                        Locale.ROOT,
                        "%,d of %,d connections, %,.0f/s",
                        progress.connected(),
                        wanted,
                        seconds > 0 ? progress.connected() / seconds : 0.0);
        if (isDone) {
            line(engine + "  " + text);
        } else if (isTerminal) {
            over(engine + "  " + bar((double) progress.connected() / wanted) + " " + text);
        } else {
            line(engine + "  " + text);
        }
    }

    @Override
    public void sending(Point point, double wantedSeconds) {
        if (!isTime()) {
            return;
        }
        String text =
                String.format(
                        Locale.ROOT,
                        "%s %2.0f/%.0f s  %,d open  %,.0f msg/s  p50 %s  p99 %s  heap %s"
                                + "  %,.0f cycles/s",
                        engine,
                        point.seconds(),
                        wantedSeconds,
                        point.open(),
                        point.messagesPerSecond(),
                        duration(point.p50Nanos()),
                        duration(point.p99Nanos()),
                        Units.bytes((double) point.heapBytes()),
                        point.cyclesPerSecond());
        if (isTerminal) {
            over(text);
        } else {
            line(text);
        }
    }

    /** A dash when no message came back. */
    private static String duration(long nanos) {
        return Units.duration(nanos == 0 ? Double.NaN : nanos);
    }

    @Override
    public boolean isInterrupted() {
        return isInterrupted.getAsBoolean();
    }

    private boolean isTime() {
        long now = System.nanoTime();
        if (now - shownNanos < (isTerminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return false;
        }
        shownNanos = now;
        return true;
    }

    private void over(String text) {
        out.print(CLEAR_LINE + text);
        out.flush();
        isLineOpen = true;
    }

    private static String bar(double fraction) {
        int full = (int) (fraction * BAR_CELLS);
        return "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    }
}
