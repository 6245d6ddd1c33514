package dev.ioreactor.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What happens when the system has no descriptor left. */
public interface ExhaustionLaws extends ReactorLaws {
    @Test
    @DisplayName("19: without descriptors the loop serves on, spins not, and accepts again")
    default void withoutDescriptorsTheLoopServesOn() throws Exception {
        Assumptions.assumeTrue(Descriptors.areVisible(), "no such limits here");
        Process server = startServer(engine().provider().name(), 90);
        List<Peer> peers = new ArrayList<>();
        try (BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
                Writer input = server.outputWriter(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).as("the port").isNotNull();
            int port = Integer.parseInt(line);
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            for (int i = 0; i < 120; i++) {
                peers.add(Transport.TCP4.connect(address));
                peers.getLast().send("x");
            }
            Await.until("an echo", () -> peers.getFirst().count() == 1);
            Await.until("accepting pauses", () -> ask(input, output)[1] > 0);
            expectServiceWithoutSpinning(peers.getFirst(), input, output);
            List<Peer> waiting = peers.stream().filter(peer -> peer.count() == 0).toList();
            assertThat(waiting).as("not accepted for want of descriptors").isNotEmpty();
            peers.stream().filter(peer -> peer.count() > 0).limit(60).forEach(Peer::close);
            long begin = System.nanoTime();
            Await.until(
                    "the waiting are served", () -> waiting.stream().allMatch(p -> p.count() == 1));
            assertThat(System.nanoTime() - begin).isLessThan(1_500_000_000L + SCHEDULING_NANOS);
        } finally {
            peers.forEach(Peer::close);
            server.destroyForcibly().waitFor();
        }
    }

    /** What a busy machine may add to the 1.5 s. */
    long SCHEDULING_NANOS = 500_000_000;

    private static void expectServiceWithoutSpinning(
            Peer peer, Writer input, BufferedReader output) {
        long cpuBefore = ask(input, output)[0];
        long begin = System.nanoTime();
        int echoes = peer.count();
        while (System.nanoTime() - begin < 1_000_000_000L) {
            peer.send("y");
            echoes++;
            int expected = echoes;
            Await.until("an echo", () -> peer.count() == expected);
            LockSupport.parkNanos(20_000_000);
        }
        long cpu = ask(input, output)[0] - cpuBefore;
        assertThat(cpu).isLessThan((System.nanoTime() - begin) / 5);
    }

    /** Processor time of the reactor's thread, and how often accepting was paused. */
    private static long[] ask(Writer input, BufferedReader output) {
        try {
            input.write("?\n");
            input.flush();
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError("the server has died");
            }
            String[] words = line.split(" ", -1);
            return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process startServer(String engine, int descriptors) throws IOException {
        String java = System.getProperty("java.home") + File.separator + "bin/java";
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + descriptors + " && exec \"$@\"",
                        "sh",
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.ioreactor.tck.DescriptorExhaustion",
                        engine)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
