package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.cli.host.Failure;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServerProcessTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerThatIsKilledWhileItIsAskedIsSaidToHaveBeen() throws Exception {
        List<ProcessHandle> others = ProcessHandle.current().children().toList();
        try (ServerProcess server = ServerProcess.start("nio", 1)) {
            FutureTask<String> said = new FutureTask<>(() -> failureOf(server));
            Thread asking = Thread.ofPlatform().start(said);
            // It answers seconds later, when the compilers have given back their memory.
            Awaitility.await().until(() -> asking.getState() == Thread.State.TIMED_WAITING);
            ProcessHandle.current()
                    .children()
                    .filter(child -> !others.contains(child))
                    .forEach(ProcessHandle::destroyForcibly);
            assertThat(said.get()).isEqualTo("the server ended: killed by signal 9");
        }
    }

    private static String failureOf(ServerProcess server) throws InterruptedException {
        try {
            return "answered " + server.collect();
        } catch (Failure e) {
            return String.valueOf(e.getMessage());
        }
    }
}
