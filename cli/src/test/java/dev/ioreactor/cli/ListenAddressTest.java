package dev.ioreactor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ioreactor.cli.host.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:7007",
                "0.0.0.0:0",
                "[0:0:0:0:0:0:0:1]:65535",
                "unix:/run/echo.sock",
                "unix:@echo",
                "unix:relative.sock"
            })
    void whatIsWrittenIsWhatWasRead(String text) throws Failure {
        assertThat(ListenAddress.text(ListenAddress.parse(text).address())).isEqualTo(text);
    }

    @Test
    void aNameIsLookedUp() throws Failure {
        assertThat(ListenAddress.text(ListenAddress.parse("localhost:80").address()))
                .isIn("127.0.0.1:80", "[0:0:0:0:0:0:0:1]:80");
    }

    @Test
    void aPortAloneMeansAllInterfaces() throws Failure {
        assertThat(ListenAddress.text(ListenAddress.parse(":7007").address()))
                .isIn("0.0.0.0:7007", "[0:0:0:0:0:0:0:0]:7007");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "localhost           | no port in 'localhost'",
                "127.0.0.1:          | '' is no port",
                "127.0.0.1:http      | 'http' is no port",
                "127.0.0.1:65536     | port 65536 is not between 0 and 65535",
                "127.0.0.1:-1        | port -1 is not between 0 and 65535",
                "::1:7007            | in brackets",
                "[::1]               | no port in '[::1]'",
                "no.such.invalid:1   | no address is known for the name 'no.such.invalid'",
                "unix:               | no path",
                "unix:@              | no path"
            })
    void whatIsNoAddressIsRefusedInOneLine(String text, String because) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(because)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aPathThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> ListenAddress.parse("unix:/" + "x".repeat(200)))
                .isInstanceOf(Failure.class);
    }

    @Test
    void anIdleDeadlineIsThatOfTheEndpoint() throws Failure {
        Duration deadline = Duration.ofSeconds(7);
        assertThat(ListenAddress.idle(ListenAddress.parse("127.0.0.1:1"), deadline).idleDeadline())
                .isEqualTo(deadline);
        assertThat(ListenAddress.idle(ListenAddress.parse("unix:@x"), deadline).idleDeadline())
                .isEqualTo(deadline);
    }
}
