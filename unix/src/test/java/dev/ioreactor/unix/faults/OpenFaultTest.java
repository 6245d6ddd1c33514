package dev.ioreactor.unix.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Opening an engine while the system refuses, at each call that opening makes: nothing stays open,
 * and the next attempt succeeds.
 */
@Timeout(120)
class OpenFaultTest {
    private static final int MOST_CALLS = 40;

    @BeforeAll
    static void requireStrace() throws InterruptedException {
        String obstacle = Strace.obstacle();
        assumeTrue(obstacle == null, obstacle);
    }

    /** What came of one attempt. */
    private record Attempt(boolean opened, int descriptors, int ringMappings, String why) {}

    private static final class Child implements AutoCloseable {
        private final Process process;
        private final PrintStream commands;
        private final BufferedReader answers;
        private final int thread;

        Child(String engine) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-ea",
                                    "-Xmx64m",
                                    "-XX:+UseSerialGC",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Opener.class.getName(),
                                    engine)
                            .redirectErrorStream(true)
                            .start();
            commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            answers = process.inputReader(StandardCharsets.UTF_8);
            thread = Integer.parseInt(answer("ready")[1]);
        }

        private String[] answer(String... beginnings) throws IOException {
            String line = answers.readLine();
            String[] words = line == null ? new String[] {"nothing"} : line.split(" ", 4);
            assertThat(words[0]).as("%s", line).isIn((Object[]) beginnings);
            return words;
        }

        Attempt open() throws IOException {
            commands.println("open");
            String[] words = answer("opened", "refused");
            return new Attempt(
                    words[0].equals("opened"),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    words[3]);
        }

        @Override
        public void close() {
            commands.close();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(process.exitValue()).isZero();
        }
    }

    /**
     * @param least how many calls of the kind opening makes at least
     */
    @ParameterizedTest
    @CsvSource({
        "io_uring, io_uring_setup, EPERM, 1",
        "io_uring, io_uring_setup, ENOSYS, 1",
        "io_uring, io_uring_setup, ENOMEM, 1",
        "io_uring, io_uring_setup, EMFILE, 1",
        "io_uring, io_uring_setup, EINVAL, 1",
        "io_uring, mmap, ENOMEM, 7",
        "io_uring, io_uring_register, ENOMEM, 3",
        "io_uring, io_uring_register, EINVAL, 3",
        "io_uring, eventfd2, EMFILE, 1",
        "epoll, epoll_create1, EMFILE, 1",
        "epoll, eventfd2, EMFILE, 1",
        "epoll, epoll_ctl, ENOMEM, 1",
        "epoll, epoll_ctl, ENOSPC, 1",
        "poll, eventfd2, EMFILE, 1"
    })
    void nothingStaysOpenWhateverStepOfOpeningFails(
            String engine, String call, String error, int least) throws Exception {
        assumeTrue(Engines.named(engine).availability().usable(), engine);
        try (Child child = new Child(engine)) {
            Attempt before = child.open();
            assertThat(before.opened()).isTrue();
            int failed = 0;
            while (failOne(child, before, call, error, failed + 1)) {
                failed++;
                assertThat(failed).isLessThan(MOST_CALLS);
            }
            assertThat(failed).as("calls that were made to fail").isGreaterThanOrEqualTo(least);
        }
    }

    /** Lets the n-th call of an attempt fail; false if there is none. */
    private static boolean failOne(Child child, Attempt before, String call, String error, int n)
            throws Exception {
        Strace strace = new Strace(child.thread, call, error, "" + n);
        Attempt attempt;
        try (strace) {
            attempt = child.open();
        }
        boolean hit = strace.hasHit();
        String what = call + " " + error + " at call " + n + ": " + attempt;
        assertThat(attempt.opened() || hit).as(what).isTrue();
        assertThat(attempt.descriptors()).as(what).isEqualTo(before.descriptors());
        assertThat(attempt.ringMappings()).as(what).isZero();
        Attempt next = child.open();
        assertThat(next.opened()).as("after %s: %s", what, next).isTrue();
        assertThat(next.descriptors()).as("after %s", what).isEqualTo(before.descriptors());
        System.out.println((hit ? "failed: " : "not made: ") + what);
        return hit;
    }
}
