package dev.ioreactor.unix.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Engines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What answering costs in system calls, counted at the kernel: strace(1) sees all calls of the
 * reactor's thread. Once all is set up, a cycle is one wait, a message is at most one call in and
 * one out, and nothing else is called: no interest is changed, no clock and no memory asked for.
 *
 * <p>The thread is counted from one rest to the next: each time it is inside of the wait that will
 * end with the next message.
 */
@Timeout(120)
class SystemCallCountTest {
    private static final int WARM_UP_ROUNDS = 10_000;
    private static final int ROUNDS = 50;

    /**
     * In some of them the virtual machine stops the thread for something of its own: a futex(2).
     */
    private static final int WINDOWS = 40;

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 1_000_000;
    private static final int LOOKS_AT_REST = 30;

    @BeforeAll
    static void requireStrace() throws InterruptedException {
        String obstacle = Strace.obstacle();
        assumeTrue(obstacle == null, obstacle);
    }

    @ParameterizedTest
    @CsvSource({"1", "8"})
    void anAnswerOnIoUringCostsNothingButTheEnterOfItsCycle(int connections) throws Exception {
        try (Counted server = new Counted("io_uring", connections)) {
            server.expect(window -> Map.of("io_uring_enter", window.cycles()));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "8"})
    void anAnswerOnEpollCostsTheWaitOfItsCycleAndACallEachWay(int connections) throws Exception {
        try (Counted server = new Counted("epoll", connections)) {
            server.expect(window -> eachWay("epoll_wait", window));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "8"})
    void anAnswerOnPollCostsTheWaitOfItsCycleAndACallEachWay(int connections) throws Exception {
        try (Counted server = new Counted("poll", connections)) {
            server.expect(window -> eachWay("poll", window));
        }
    }

    private static Map<String, Integer> eachWay(String wait, Window window) {
        return Map.of(
                wait, window.cycles(), "recvfrom", window.messages(), "sendto", window.messages());
    }

    /** What happened between two rests. */
    private record Window(int cycles, int messages, Map<String, Integer> calls) {}

    private interface Price {
        Map<String, Integer> of(Window window);
    }

    /** A server that echoes, and clients that send at once and then wait for all answers. */
    private static final class Counted implements AutoCloseable {
        private final List<Socket> clients = new ArrayList<>();
        private final ServerUnderFault server;
        private final Strace strace;

        Counted(String engine, int connections) throws IOException, InterruptedException {
            assumeTrue(Engines.named(engine).availability().usable(), engine);
            server = new ServerUnderFault(engine, FaultServer.WITHOUT_TIMER);
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                clients.add(socket);
            }
            rounds(WARM_UP_ROUNDS / connections);
            strace = Strace.counting(server.reactorThread());
            rounds(ROUNDS);
        }

        private void rounds(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                for (Socket client : clients) {
                    client.getOutputStream().write(i);
                }
                for (Socket client : clients) {
                    assertThat(client.getInputStream().read()).isEqualTo(i & 0xff);
                }
            }
        }

        void expect(Price price) throws IOException, InterruptedException {
            List<Window> windows = new ArrayList<>();
            for (int i = 0; i < WINDOWS; i++) {
                Window window = window();
                windows.add(window);
                if (window.calls().equals(price.of(window))) {
                    assertThat(window.cycles()).isBetween(ROUNDS, window.messages());
                    return;
                }
            }
            assertThat(windows).as("a window at the price").isEmpty();
        }

        private Window window() throws IOException, InterruptedException {
            Map<String, Integer> before = countsAtRest();
            long cyclesBefore = server.sample().cycles();
            rounds(ROUNDS);
            Map<String, Integer> calls = countsAtRest();
            before.forEach((name, count) -> calls.merge(name, -count, Integer::sum));
            calls.values().removeIf(count -> count == 0);
            int cycles = (int) (server.sample().cycles() - cyclesBefore);
            return new Window(cycles, ROUNDS * clients.size(), calls);
        }

        /** The counts that are seen so often in a row. */
        private Map<String, Integer> countsAtRest() {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            Map<String, Integer> last = new TreeMap<>();
            for (int same = 0; same < LOOKS_AT_REST; ) {
                assertThat(deadline - System.nanoTime()).as("time left").isPositive();
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                Map<String, Integer> now = strace.counts();
                same = now.equals(last) ? same + 1 : 0;
                last = now;
            }
            return last;
        }

        @Override
        public void close() throws IOException {
            strace.close();
            for (Socket client : clients) {
                client.close();
            }
            server.close();
            assertThat(server.complaints()).isEmpty();
        }
    }
}
