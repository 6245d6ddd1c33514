package dev.ioreactor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as valgrind 3.19 writes them: a line of costs has a position, instructions, system calls.
 */
class ThreadCostTest {
    private Path folder;

    @BeforeEach
    void folder(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void systemCallsCountButForTheClock() throws IOException {
        ThreadCost cost =
                read(
                        """
                        positions: line
                        events: Ir sysCount sysTime sysCpuTime
                        ob=/usr/lib/x86_64-linux-gnu/libc.so.6
                        fn=clock_gettime@@GLIBC_2.17
                        38 3452
                        68 0 1726
                        fn=epoll_wait
                        30 70 7
                        fn=recv
                        20 90 300
                        cfn=not_this_one
                        calls=5 0
                        20 5000 4000
                        """);
        assertThat(cost.systemCalls()).isEqualTo(307);
        assertThat(cost.waits()).isEqualTo(7);
        assertThat(cost.instructions()).isEqualTo(3_452 + 70 + 90);
        assertThat(cost.byFunction())
                .containsEntry("epoll_wait (libc.so.6)", 70L)
                .containsEntry("clock_gettime (libc.so.6)", 3_452L);
    }

    @Test
    void aThreadThatHasNoFunctionToWaitWaitsByBareCalls() throws IOException {
        ThreadCost cost =
                read(
                        """
                        positions: line
                        ob=/usr/lib/x86_64-linux-gnu/libc.so.6
                        fn=syscall
                        30 70 7
                        """);
        assertThat(cost.waits()).isEqualTo(7);
        assertThat(cost.systemCalls()).isEqualTo(7);
    }

    @Test
    void theLoopIsTheThreadOfMostSystemCalls() throws IOException {
        ThreadCost compiler = read("positions: line\nob=a\nfn=futex\n1 900000 3\n");
        ThreadCost loop = read("positions: line\nob=a\nfn=recv\n1 5 30\n");
        assertThat(ThreadCost.loop(List.of(compiler, loop))).isSameAs(loop);
    }

    private ThreadCost read(String text) throws IOException {
        return ThreadCost.read(Files.writeString(folder.resolve("out"), text));
    }
}
