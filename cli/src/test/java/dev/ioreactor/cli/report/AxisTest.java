package dev.ioreactor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AxisTest {
    private static final long SEED = 20_260_101;

    @Test
    void everyValueStandsBetweenTheFirstAndTheLastMark() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10_000; i++) {
            double low = Math.pow(10, random.nextDouble(-3, 9));
            double high = low * random.nextDouble(1, 1_000);
            for (Axis axis : new Axis[] {Axis.linear(high), Axis.logarithmic(low, high)}) {
                assertThat(axis.place(low)).as("%s of %s", low, axis).isBetween(0.0, 1.0);
                assertThat(axis.place(high)).as("%s of %s", high, axis).isBetween(0.0, 1.0 + 1e-9);
                assertThat(axis.marks()).hasSizeBetween(2, 12).isSorted();
                assertThat(axis.place(axis.marks().getLast())).isEqualTo(1.0);
            }
        }
    }

    @Test
    void nothingToShowHasAnAxisAllTheSame() {
        assertThat(Axis.linear(0).marks()).isNotEmpty();
        assertThat(Axis.linearTo(0).place(0)).isZero();
        assertThat(Axis.logarithmic(Double.MAX_VALUE, 0).marks()).isNotEmpty();
    }
}
