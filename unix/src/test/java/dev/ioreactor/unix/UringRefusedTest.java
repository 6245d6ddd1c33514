package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The system really refuses io_uring to a child process: by a filter of seccomp(2), by an error of
 * the call, by a limit, by a setting. The library says why, once, and goes on with another engine.
 */
@Timeout(60)
class UringRefusedTest {
    private static final String DISABLED = "/proc/sys/kernel/io_uring_disabled";

    /** Runs a program in a child behind a command; what it says. */
    private static String say(Class<?> program, String... behind) throws Exception {
        List<String> command = new ArrayList<>(List.of(behind));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), program.getName()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static void expectFallback(String said, String reason, int errno) {
        assertThat(said)
                .containsOnlyOnce("io_uring: not usable")
                .contains(reason)
                .contains("chosen: epoll")
                .contains("opened: epoll")
                .contains("refused: io_uring_setup: " + Errno.describe(errno));
    }

    @ParameterizedTest
    @CsvSource({
        "EPERM, 1, security module",
        "ENOSYS, 38, it has no io_uring at all",
        "ENOMEM, 12, the memory that may be locked",
        "EMFILE, 24, io_uring_setup says EMFILE",
        "EINVAL, 22, it refuses every way to set up a ring"
    })
    void anErrorOfTheCallIsExplainedAndAnotherEngineTakesOver(String name, int errno, String reason)
            throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace");
        String inject = "inject=io_uring_setup:error=" + name;
        String said =
                say(
                        Choosing.class,
                        "/usr/bin/strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=io_uring_setup",
                        "-e",
                        inject);
        expectFallback(said, reason, errno);
    }

    @Test
    void aRingNeedsNoLockedMemoryOrTheLimitIsNamed() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        String said = say(Choosing.class, "/usr/bin/prlimit", "--memlock=0");
        // Linux 5.12 and newer account rings to the control group: then the limit does not matter.
        assertThat(said).containsAnyOf("io_uring: usable", "the memory that may be locked");
        assertThat(said).contains("opened: ");
    }

    /** Changes a setting of the whole machine for a moment: only where that is allowed. */
    @Test
    void theSettingForAllIsExplainedAndAnotherEngineTakesOver() throws Exception {
        assumeTrue(Boolean.getBoolean("machine.settings"), "without -Dmachine.settings=true");
        Path setting = Path.of(DISABLED);
        String before = Files.readString(setting);
        try {
            Files.writeString(setting, "2");
            String said = say(Choosing.class);
            expectFallback(said, "kernel.io_uring_disabled is 2", Errno.EPERM);
        } finally {
            Files.writeString(setting, before);
        }
    }

    /** Says what is found, chosen and opened. */
    static final class Choosing {
        private Choosing() {}

        public static void main(String[] arguments) throws IOException {
            EngineProvider rings = Engines.named("io_uring");
            System.out.println(new Engines.Finding(rings, rings.availability()));
            Engines.Choice choice = Engines.choose();
            System.out.println("chosen: " + choice.provider().name());
            try (Engine engine = choice.provider().open(EngineConfig.defaults())) {
                System.out.println("opened: " + engine.name());
            }
            try (Engine engine = rings.open(EngineConfig.defaults())) {
                System.out.println("opened as well: " + engine.name());
            } catch (IOException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void aFilterIsExplainedAndAnotherEngineTakesOver() throws Exception {
        String said = say(Filtered.class);
        expectFallback(said, "seccomp", Errno.EPERM);
    }

    /** What the child runs. */
    static final class Filtered {
        private static final int PR_SET_NO_NEW_PRIVS = 38;
        private static final int PR_SET_SECCOMP = 22;
        private static final int SECCOMP_MODE_FILTER = 2;
        private static final int SYS_IO_URING_SETUP = 425;

        private Filtered() {}

        public static void main(String[] arguments) throws Throwable {
            forbidRings();
            Choosing.main(arguments);
        }

        /** A program for the filter: EPERM for the one call, everything else goes through. */
        @SuppressWarnings("restricted")
        private static void forbidRings() throws Throwable {
            Linker linker = Linker.nativeLinker();
            MethodHandle prctl =
                    linker.downcallHandle(
                            linker.defaultLookup().find("prctl").orElseThrow(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.firstVariadicArg(1));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment program = arena.allocate(4 * 8, 8);
                instruction(program, 0, 0x20, 0, 0, 0); // load the number of the call
                instruction(program, 1, 0x15, 0, 1, SYS_IO_URING_SETUP); // not it: skip one
                instruction(program, 2, 0x06, 0, 0, 0x00050000 | Errno.EPERM); // fail
                instruction(program, 3, 0x06, 0, 0, 0x7fff0000); // allow
                MemorySegment filter = arena.allocate(16, 8);
                filter.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
                filter.set(ValueLayout.JAVA_LONG, 8, program.address());
                check((int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L));
                check(
                        (int)
                                prctl.invokeExact(
                                        PR_SET_SECCOMP,
                                        (long) SECCOMP_MODE_FILTER,
                                        filter.address(),
                                        0L,
                                        0L));
            }
        }

        private static void check(int result) {
            if (result != 0) {
                throw new AssertionError("prctl: " + result);
            }
        }

        private static void instruction(
                MemorySegment program, int index, int code, int ifTrue, int ifFalse, int value) {
            long at = index * 8L;
            program.set(ValueLayout.JAVA_SHORT, at, (short) code);
            program.set(ValueLayout.JAVA_BYTE, at + 2, (byte) ifTrue);
            program.set(ValueLayout.JAVA_BYTE, at + 3, (byte) ifFalse);
            program.set(ValueLayout.JAVA_INT, at + 4, value);
        }
    }
}
