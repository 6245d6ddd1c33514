package dev.ioreactor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The program as a process of its own, on the port that it names, with peers that are not ours.
 *
 * <p>The port is one for the whole machine: builds take turns by a lock on a file, and whoever else
 * has it is told.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EchoTest {
    private static final int PORT = 7_007;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PORT_PATIENCE = Duration.ofSeconds(10);
    private static final Path TURN =
            Path.of(System.getProperty("java.io.tmpdir"), "ioreactor-port-" + PORT + ".lock");

    private static FileChannel turn;
    private Process echo;

    @BeforeAll
    static void awaitTurn() throws IOException {
        turn = FileChannel.open(TURN, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Awaitility.await("the turn of this build: another one holds " + TURN)
                .atMost(PATIENCE)
                .until(() -> turn.tryLock() != null);
    }

    @AfterAll
    static void endTurn() throws IOException {
        turn.close();
    }

    @BeforeEach
    void start() throws IOException {
        // The kernel takes a moment to close what the last test's program had in its ring.
        Awaitility.await("port " + PORT + ", which another program has: end it and try again")
                .atMost(PORT_PATIENCE)
                .until(EchoTest::isFree);
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
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isListening() {
        assertThat(echo.isAlive()).as("the program runs").isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
