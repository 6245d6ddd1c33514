package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.buffer.Chunk;
import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.engine.Errno;
import dev.ioreactor.engine.Handle;
import dev.ioreactor.engine.Send;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Memory;
import dev.ioreactor.unix.libc.SocketConstants;
import dev.ioreactor.unix.libc.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who uses freed memory is caught in quarantine: or else a suite that runs in it shows nothing. */
@Timeout(60)
class QuarantineTest {
    @BeforeEach
    void requireRings() {
        assumeTrue(Engines.named("io_uring").availability().usable(), "no io_uring here");
    }

    private static Process run(boolean quarantine, String whoUsesIt) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Ddev.ioreactor.unix.quarantine=" + quarantine,
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/null",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UseAfterFree.class.getName(),
                        whoUsesIt)
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process child) throws Exception {
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void aKernelThatIsGivenFreedMemoryAnswersSo() throws Exception {
        assertThat(said(run(true, "kernel"))).contains("sent: " + -Errno.EFAULT);
    }

    @Test
    void aThreadThatTouchesFreedMemoryIsStopped() throws Exception {
        Process child = run(true, "thread");
        assertThat(said(child)).doesNotContain("touched").contains("SIGSEGV");
        assertThat(child.exitValue()).isNotZero();
    }

    /** Frees a chunk and uses it. */
    static final class UseAfterFree {
        private UseAfterFree() {}

        public static void main(String[] arguments) throws IOException {
            try (Engine engine = Engines.named("io_uring").open(EngineConfig.defaults())) {
                Chunk chunk = engine.memory().allocate(64);
                chunk.append(new byte[] {1, 2, 3}, 0, 3);
                engine.memory().free(chunk);
                if (arguments[0].equals("thread")) {
                    System.out.println("touched " + Memory.getByte(chunk.address));
                } else {
                    System.out.println("sent: " + send(engine, chunk));
                }
            }
        }

        private static int send(Engine engine, Chunk freed) {
            CallState state = new CallState();
            long fds = state.scratch();
            int type = SocketConstants.SOCK_STREAM;
            Sockets.socketPair(state, SocketConstants.AF_UNIX, type, 0, fds);
            Handle handle = FdHandle.owned(Memory.getInt(fds), false);
            int[] results = new int[1];
            Send send = new Send(handle, (operation, result, more) -> results[0] = result);
            send.of(freed, 3);
            engine.submit(send);
            while (results[0] == 0) {
                engine.poll(
                        1_000_000,
                        (operation, result, more) ->
                                operation.owner().completed(operation, result, more));
            }
            return results[0];
        }
    }
}
