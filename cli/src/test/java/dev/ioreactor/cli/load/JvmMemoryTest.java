package dev.ioreactor.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmMemoryTest {
    private static final int YOUNG_BYTES = 16 << 20;

    /** A JVM that does not know one of them says nothing, so that a later one may drop it. */
    @Test
    void thisJvmKnowsTheOptions() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(JvmMemory.OPTIONS);
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String flags = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(flags)
                .containsPattern(" MaxNewSize += " + YOUNG_BYTES + " ")
                .containsPattern(" MaxTenuringThreshold += 0 ")
                .containsPattern(" MarkSweepAlwaysCompactCount += 1 ");
    }

    @Test
    void asMuchIsAllocatedAsTheYoungGenerationHolds() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long before = threads.getCurrentThreadAllocatedBytes();
        JvmMemory.touchYoungGeneration();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isGreaterThanOrEqualTo(YOUNG_BYTES);
    }
}
