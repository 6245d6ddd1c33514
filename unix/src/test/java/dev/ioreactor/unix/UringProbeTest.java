package dev.ioreactor.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ioreactor.engine.Availability;
import dev.ioreactor.engine.Errno;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every cause of refusal is told from the others, with what would help. */
class UringProbeTest {
    private static final String DISABLED = "/proc/sys/kernel/io_uring_disabled";
    private static final String STATUS = "/proc/thread-self/status";
    private static final String FILTERED = "Name:\tjava\nSeccomp:\t2\n";
    private static final String FREE = "Name:\tjava\nSeccomp:\t0\n";

    private record Facts(Map<String, String> files, String release)
            implements UringProbe.SystemFacts {
        @Override
        public String read(String path) {
            return files.getOrDefault(path, "");
        }
    }

    private static Availability ask(int errno, Map<String, String> files, String release) {
        UringProbe.Opener refusing =
                state -> {
                    throw new Ring.RefusedException(-errno);
                };
        Availability answer = new UringProbe(refusing, new Facts(files, release)).ask();
        assertThat(answer.usable()).isFalse();
        return answer;
    }

    @Test
    void aSettingForAllIsToldFromAFilter() {
        Availability answer = ask(Errno.EPERM, Map.of(DISABLED, "2\n", STATUS, FILTERED), "6.18.0");
        assertThat(answer.reason()).contains("kernel.io_uring_disabled is 2");
        assertThat(answer.remedy()).contains("sysctl kernel.io_uring_disabled=0");
    }

    @Test
    void aSettingForTheUnprivilegedNamesTheGroup() {
        Availability answer = ask(Errno.EPERM, Map.of(DISABLED, "1\n", STATUS, FREE), "6.18.0");
        assertThat(answer.reason()).contains("kernel.io_uring_disabled is 1");
        assertThat(answer.remedy()).contains("kernel.io_uring_group");
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.ENOSYS})
    void aFilterIsNamed(int errno) {
        Availability answer = ask(errno, Map.of(DISABLED, "0\n", STATUS, FILTERED), "6.18.0");
        assertThat(answer.reason()).contains("seccomp");
        assertThat(answer.remedy()).contains("io_uring_setup");
    }

    @Test
    void aSecurityModuleIsWhatIsLeft() {
        Availability answer = ask(Errno.EPERM, Map.of(DISABLED, "0\n", STATUS, FREE), "6.18.0");
        assertThat(answer.reason()).contains("security module");
    }

    @Test
    void anOldKernelIsNamedEvenBehindAFilter() {
        Availability answer = ask(Errno.ENOSYS, Map.of(STATUS, FILTERED), "4.19.0");
        assertThat(answer.reason()).contains("4.19.0").contains("too old");
        assertThat(answer.remedy()).contains("5.19");
    }

    @Test
    void lockedMemoryIsNamed() {
        Availability answer = ask(Errno.ENOMEM, Map.of(), "5.15.0");
        assertThat(answer.remedy()).contains("ulimit -l");
    }

    @Test
    void openFilesAreNamed() {
        assertThat(ask(Errno.EMFILE, Map.of(), "6.1.0").remedy()).contains("ulimit -n");
    }

    @Test
    void setUpsThatAreAllRefusedMeanAnOldKernel() {
        assertThat(ask(Errno.EINVAL, Map.of(), "5.15.0").remedy()).contains("5.19");
    }

    @Test
    void whatAnOldKernelLacksIsTold() {
        UringProbe.Opener lacking =
                state -> {
                    throw new IOException("io_uring: provided buffers: EINVAL");
                };
        Availability answer = new UringProbe(lacking, new Facts(Map.of(), "5.15.0")).ask();
        assertThat(answer.usable()).isFalse();
        assertThat(answer.reason()).contains("5.15.0").contains("provided buffers");
    }
}
