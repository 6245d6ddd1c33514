package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.service.Tcp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SourcesTest {
    private static final int PORTS = 28_232;

    @Test
    void tenThousandConnectionsNeedNoAddressOfTheirOwn() {
        assertThat(Sources.addresses(10_000, PORTS)).isEqualTo(1);
        assertThat(Sources.endpoints(7_007, 1, 1))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.local()).isNull());
    }

    @Test
    void eachAddressServesFewerConnectionsThanHalfOfItsPorts() {
        for (int connections : new int[] {1, 12_000, 13_000, 100_000, 1_000_000}) {
            int addresses = Sources.addresses(connections, PORTS);
            assertThat(Math.ceilDiv(connections, addresses)).isLessThan(PORTS * 9 / 20);
        }
    }

    @Test
    void runsInARowTakeDifferentLoopbackAddresses() {
        Set<Object> taken = new HashSet<>();
        for (long run = 40_000; run < 40_100; run++) {
            List<Tcp> endpoints = Sources.endpoints(7_007, 41, run);
            assertThat(endpoints).hasSize(41);
            for (Tcp endpoint : endpoints) {
                assertThat(endpoint.local().getAddress().isLoopbackAddress()).isTrue();
                assertThat(endpoint.address().getPort()).isEqualTo(7_007);
                assertThat(taken.add(endpoint.local())).isTrue();
            }
        }
    }
}
