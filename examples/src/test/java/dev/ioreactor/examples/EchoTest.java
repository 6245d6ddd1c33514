package dev.ioreactor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a process of its own, on the port that it names, with peers that are not ours. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EchoTest {
    private static final int PORT = 7_007;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Process echo;

    @BeforeEach
    void start() throws IOException {
        Awaitility.await("port 7007 to be free").atMost(PATIENCE).until(EchoTest::isFree);
        echo =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Echo.class.getName())
                        .inheritIO()
                        .start();
        Awaitility.await("the server").atMost(PATIENCE).until(this::isListening);
    }

    @AfterEach
    void stop() {
        echo.destroyForcibly().onExit().join();
    }

    @Test
    void socatHearsWhatItSaid() throws Exception {
        try (Peer peer = Peer.start("socat", "-", "TCP:127.0.0.1:" + PORT)) {
            peer.say("hello\n");
            assertThat(peer.hear()).isEqualTo("hello");
            peer.say("again\n");
            peer.finish();
            assertThat(peer.hear()).isEqualTo("again");
            assertThat(peer.hear()).isNull();
        }
    }

    @Test
    void ncHearsWhatItSaidAndEndsAfterItsHalfClose() throws Exception {
        String much = "0123456789abcdef".repeat(20_000);
        try (Peer peer = Peer.start("nc", "-N", "127.0.0.1", Integer.toString(PORT))) {
            peer.say(much + "\n");
            peer.finish();
            assertThat(peer.hear()).isEqualTo(much);
            assertThat(peer.hear()).isNull();
            assertThat(peer.hasEnded()).isTrue();
        }
    }

    @Test
    void theProgramHasAtMostEightLines() throws Exception {
        List<String> lines =
                Files.readAllLines(Path.of("src/main/java/dev/ioreactor/examples/Echo.java"));
        int begin = lines.indexOf("    void main() throws Exception {");
        int end = lines.indexOf("    }");
        assertThat(begin).isPositive();
        assertThat(end - begin - 1).isBetween(1, 8);
    }

    private static boolean isFree() {
        try (ServerSocket socket = new ServerSocket(PORT)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isListening() {
        assertThat(echo.isAlive()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
