package dev.ioreactor.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0 µs, 0 µs",
        "1500, 1.5 µs, 1.5 µs",
        "500000, 500 µs, 500 µs",
        "2500000, 2.50 ms, 2.5 ms",
        "50000000, 50.0 ms, 50 ms",
        "500000000, 500 ms, 500 ms",
        "20000000000, 20.00 s, 20 s",
        "NaN, –, –"
    })
    void durationsHaveTheUnitThatFits(double nanos, String text, String onAnAxis) {
        assertThat(Units.duration(nanos)).isEqualTo(text);
        assertThat(Units.axisDuration(nanos)).isEqualTo(onAnAxis);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "200, 200", "1000, 1k", "2500, 2.5k", "20000, 20k", "1500000, 1.5M"})
    void countsOnAnAxisAreShort(double value, String text) {
        assertThat(Units.compact(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 %", "1, 90 %", "2, 99 %", "3, 99.9 %", "5, 99.999 %"})
    void ninesAreAPercentile(double nines, String text) {
        assertThat(Units.percentile(nines)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"12, 12 B", "2048, '2,048 B'", "20480, 20.0 KiB", "25165824, 24 MiB"})
    void bytesHaveTheUnitThatFits(double bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }
}
