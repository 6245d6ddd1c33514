package dev.ioreactor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.host.Proc;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class C10kTest {
    @TempDir private Path folder;

    static Stream<String> engines() {
        return Engines.all().stream()
                .filter(provider -> provider.availability().usable())
                .map(EngineProvider::name);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyConnectionIsMadeUsedAndClosedAndNothingIsLostOrWrong(String engine) throws Exception {
        Path json = folder.resolve("c10k.json");
        Path html = folder.resolve("c10k.html");
        try (Program program =
                Program.start(
                        "c10k",
                        "--engine=" + engine,
                        "--connections=200",
                        "--active=50",
                        "--payload=100",
                        "--seconds=1",
                        "--json=" + json,
                        "--html=" + html)) {
            assertThat(program.status()).as(program.errors()).isZero();
            assertThat(program.output()).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
            assertThat(program.output().lines().filter(line -> line.startsWith(engine)))
                    .anyMatch(line -> line.contains("200 of 200 connections"));
        }
        JsonObject run =
                JsonParser.parseString(Files.readString(json))
                        .getAsJsonObject()
                        .getAsJsonArray("engines")
                        .get(0)
                        .getAsJsonObject();
        assertThat(run.get("clean").getAsBoolean()).isTrue();
        assertThat(run.get("engine").getAsString()).isEqualTo(engine);
        for (String all : List.of("connected", "used", "closed")) {
            assertThat(run.get(all).getAsInt()).as(all).isEqualTo(200);
        }
        for (String none : List.of("lostConnections", "unansweredMessages", "wrongMessages")) {
            assertThat(run.get(none).getAsLong()).as(none).isZero();
        }
        assertThat(run.get("messages").getAsLong()).isGreaterThanOrEqualTo(200);
        assertThat(run.getAsJsonObject("server").get("loopCpuNanosPerMessage").getAsDouble())
                .isPositive();
        assertThat(Files.readString(html)).endsWith("</html>\n");
    }

    @Test
    void theActiveConnectionsRunAloneFirstWhenThatIsAskedFor() throws Exception {
        Path json = folder.resolve("alone.json");
        try (Program program =
                Program.start(
                        "c10k",
                        "--alone",
                        "--connections=200",
                        "--active=50",
                        "--seconds=1",
                        "--json=" + json)) {
            assertThat(program.status()).as(program.errors()).isZero();
            assertThat(program.output())
                    .contains("alone  50 of 50 connections", "  200 of 200 connections");
        }
        var runs =
                JsonParser.parseString(Files.readString(json))
                        .getAsJsonObject()
                        .getAsJsonArray("engines");
        assertThat(runs).hasSize(2);
        assertThat(plan(runs.get(0).getAsJsonObject()).get("alone").getAsBoolean()).isTrue();
        assertThat(plan(runs.get(1).getAsJsonObject()).get("alone").getAsBoolean()).isFalse();
        for (var run : runs) {
            assertThat(plan(run.getAsJsonObject()).get("active").getAsInt()).isEqualTo(50);
        }
    }

    private static JsonObject plan(JsonObject run) {
        return run.getAsJsonObject("plan");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void moreConnectionsThanOneAddressHasPortsComeFromSeveral() throws Exception {
        // A namespace of its own has few ports and disturbs nobody.
        String script =
                "ip link set lo up && echo 40000 40099 > /proc/sys/net/ipv4/ip_local_port_range"
                        + " && exec \"$0\" \"$@\"";
        List<String> launcher = List.of("unshare", "--net", "--map-root-user", "sh", "-c", script);
        assumeThat(canRun(launcher)).as("network namespaces").isTrue();
        try (Program program =
                Program.startWith(launcher, "c10k", "--connections=300", "--seconds=1")) {
            assertThat(program.status()).as(program.errors() + program.output()).isZero();
            assertThat(program.output()).contains("300 of 300 connections");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anInterruptEndsItWithWhatWasMeasuredAndNoOrphan() throws Exception {
        try (Program program =
                Program.start("c10k", "--connections=100", "--active=10", "--seconds=60")) {
            program.awaitOutput("msg/s");
            List<ProcessHandle> children = program.children();
            assertThat(children).isNotEmpty();
            program.signal("INT");
            assertThat(program.status()).isEqualTo(Main.INTERRUPTED);
            assertThat(program.output()).containsPattern("engine +opened").doesNotContain("lost: ");
            assertThat(program.errors()).isEmpty();
            awaitEnd(children);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theServerEndsWhenItsClientIsKilled() throws Exception {
        try (Program program = Program.start("c10k", "--connections=100", "--seconds=60")) {
            program.awaitOutput("msg/s");
            List<ProcessHandle> children = program.children();
            assertThat(children).isNotEmpty();
            program.signal("KILL");
            program.status();
            awaitEnd(children);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerThatIsKilledIsAFailureThatIsTold() throws Exception {
        try (Program program = Program.start("c10k", "--connections=100", "--seconds=60")) {
            program.awaitOutput("msg/s");
            program.children().forEach(ProcessHandle::destroyForcibly);
            assertThat(program.status()).isEqualTo(Main.FAILED);
            assertThat(program.output())
                    .contains("the server ended: killed by signal 9", "a connection was lost");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tooFewDescriptorsAreToldBeforeAnythingIsOpened() throws Exception {
        List<String> launcher = new ArrayList<>();
        if (Host.isRoot()) {
            launcher.addAll(without("sys_resource"));
        }
        launcher.addAll(List.of("prlimit", "--nofile=256:256"));
        try (Program program = Program.startWith(launcher, "c10k", "--connections=1000")) {
            assertThat(program.status()).isEqualTo(Main.USAGE);
            assertThat(program.errors().lines())
                    .singleElement()
                    .asString()
                    .contains("1,128 descriptors", "limit is 256", "1128");
            assertThat(program.output()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPrivilegedUserHasTheLimitRaised() throws Exception {
        assumeThat(mayRaiseLimits()).as("CAP_SYS_RESOURCE").isTrue();
        try (Program program =
                Program.startWith(
                        List.of("prlimit", "--nofile=256:256"),
                        "c10k",
                        "--connections=400",
                        "--seconds=1")) {
            assertThat(program.status()).as(program.errors()).isZero();
        }
    }

    /** A launcher that takes one capability away for good. */
    static List<String> without(String capability) {
        String less = "-" + capability;
        return List.of("setpriv", "--bounding-set", less, "--inh-caps", less);
    }

    private static boolean canRun(List<String> launcher) throws Exception {
        List<String> command = new ArrayList<>(launcher);
        command.add("true");
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    /** CAP_SYS_RESOURCE, 24, among the effective capabilities; see capabilities(7). */
    private static boolean mayRaiseLimits() {
        return Proc.text("/proc/self/status")
                .lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(capabilities -> (capabilities >> 24 & 1) == 1);
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        Awaitility.await("the end of the server")
                .atMost(Duration.ofSeconds(10))
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }
}
