package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SampleTest {
    @Test
    void whatIsWrittenIsWhatIsRead() {
        Sample sample = new Sample(1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
        assertThat(sample.line()).startsWith(ServerMain.SAMPLE).doesNotContain("\n");
        assertThat(Sample.parse(sample.line())).isEqualTo(sample);
    }

    @Test
    void anIncompleteLineIsRefused() {
        assertThatThrownBy(() -> Sample.parse("sample ticket=1 nanos=2"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sample.parse("sample ticket"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
