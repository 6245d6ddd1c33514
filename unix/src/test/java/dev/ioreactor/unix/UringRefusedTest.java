package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real filter of seccomp(2) forbids io_uring in a child; the library goes on without it. */
@Timeout(60)
class UringRefusedTest {
    @Test
    void aFilterIsExplainedAndAnotherEngineTakesOver() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Filtered.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("io_uring: not usable")
                .contains("seccomp")
                .contains("chosen: epoll")
                .contains("opened: epoll")
                .contains("refused: io_uring_setup: " + Errno.describe(Errno.EPERM));
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
            EngineProvider rings = Engines.named("io_uring");
            System.out.println(new Engines.Finding(rings, rings.availability()));
            Engines.Choice choice = Engines.choose();
            System.out.println("chosen: " + choice.provider().name());
            try (Engine engine = choice.provider().open(EngineConfig.defaults())) {
                System.out.println("opened: " + engine.name());
            }
            try (Engine engine = rings.open(EngineConfig.defaults())) {
                System.out.println("opened all the same: " + engine.name());
            } catch (IOException e) {
                System.out.println("refused: " + e.getMessage());
            }
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
