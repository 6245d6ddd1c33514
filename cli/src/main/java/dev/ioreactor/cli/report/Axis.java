package dev.ioreactor.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to places between 0 and 1, and says where to put marks: linear from zero, or
 * logarithmic.
 */
sealed interface Axis {
    /** Where a value stands; beyond 0..1 if it is outside of the axis. */
    double place(double value);

    /** Values to mark, ascending. */
    List<Double> marks();

    /** An axis from 0 to a round number that is at least {@code most}. */
    static Axis linear(double most) {
        double reach = most > 0 && Double.isFinite(most) ? most : 1;
        double magnitude = Math.pow(10, Math.floor(Math.log10(reach / Linear.MARKS)));
        for (double step : Linear.STEPS) {
            if (step * magnitude * Linear.MARKS >= reach) {
                double width = step * magnitude;
                return new Linear(width, Math.ceil(reach / width - 1e-9) * width);
            }
        }
        throw new AssertionError("no step for " + most);
    }

    /** As {@link #linear}, but ending at {@code most} exactly. */
    static Axis linearTo(double most) {
        return linear(most) instanceof Linear rounded && most > 0
                ? new Linear(rounded.step, most)
                : linear(most);
    }

    /** An axis from 1, 2 or 5 times a power of ten to another one, around these values. */
    static Axis logarithmic(double least, double most) {
        double from = least > 0 && Double.isFinite(least) ? least : 1;
        double to = Math.max(most, from * 2);
        List<Double> marks = new ArrayList<>();
        double decade = Math.pow(10, Math.floor(Math.log10(from)) - 1);
        double previous = decade;
        while (marks.isEmpty() || marks.getLast() < to) {
            for (double step : Logarithmic.STEPS) {
                double mark = step * decade;
                if (mark > from && marks.isEmpty()) {
                    marks.add(previous);
                }
                if (!marks.isEmpty() && marks.getLast() < to) {
                    marks.add(mark);
                }
                previous = mark;
            }
            decade *= 10;
        }
        return new Logarithmic(marks);
    }

    /** From zero on. */
    record Linear(double step, double most) implements Axis {
        private static final int MARKS = 5;
        private static final double[] STEPS = {1, 2, 2.5, 5, 10};

        @Override
        public double place(double value) {
            return value / most;
        }

        @Override
        public List<Double> marks() {
            List<Double> marks = new ArrayList<>();
            for (int i = 0; i * step <= most * (1 + 1e-9); i++) {
                marks.add(i * step);
            }
            return marks;
        }
    }

    /** Between the first and the last of its marks. */
    record Logarithmic(List<Double> marks) implements Axis {
        private static final double[] STEPS = {1, 2, 5};

        /** Keeps the list. */
        public Logarithmic {
            marks = List.copyOf(marks);
        }

        @Override
        public double place(double value) {
            double from = Math.log(marks.getFirst());
            return (Math.log(Math.max(value, marks.getFirst())) - from)
                    / (Math.log(marks.getLast()) - from);
        }
    }
}
