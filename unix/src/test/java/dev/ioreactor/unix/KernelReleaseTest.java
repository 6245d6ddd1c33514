package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "6.17.0,               6, 17",
        "6.1.0-38-amd64,       6, 1",
        "5.15.167.4-microsoft, 5, 15",
        "7.0-rc3,              7, 0",
    })
    void readsMajorAndMinor(String text, int major, int minor) {
        assertThat(KernelRelease.parse(text)).isEqualTo(new KernelRelease(major, minor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "of unknown release", "99999999999.1"})
    void whatIsNoReleaseIsOlderThanAll(String text) {
        assertThat(KernelRelease.parse(text).isAtLeast(0, 1)).isFalse();
    }

    @Test
    void ordersByMajorThenMinor() {
        KernelRelease release = KernelRelease.parse("6.12.9");
        assertThat(release.isAtLeast(6, 12)).isTrue();
        assertThat(release.isAtLeast(6, 13)).isFalse();
        assertThat(release.isAtLeast(5, 99)).isTrue();
        assertThat(release.isAtLeast(7, 0)).isFalse();
    }

    @Test
    void ioUringIsPreferredOnlyWhereReceivesCanBeBounded() {
        int epoll = new EpollEngineProvider().preference();
        assertThat(UringEngineProvider.preferenceOn(new KernelRelease(6, 17))).isGreaterThan(epoll);
        assertThat(UringEngineProvider.preferenceOn(new KernelRelease(6, 16))).isLessThan(epoll);
    }
}
