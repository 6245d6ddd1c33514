package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Proc;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Memory of this JVM that no connection needs, and that is more or less by chance: its compilers
 * take megabytes for a moment, and what they free is kept for a while; new objects are put where
 * none had been before, until the young generation is full.
 */
final class JvmMemory {
    /**
     * Options for a JVM whose memory is to be told exactly. Its young generation is small enough to
     * be touched whole before it is measured; what survives there goes to the old generation at
     * once, since how much of the space between was ever used is chance as well; and a full
     * collection leaves no dead objects where they are to save time.
     */
    static final List<String> OPTIONS =
            List.of(
                    "-Xmn16m",
                    "-XX:MaxTenuringThreshold=0",
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "-XX:MarkSweepAlwaysCompactCount=1");

    private static final int YOUNG_BYTES = 16 << 20;
    private static final int GARBAGE_BYTES = 64 << 10;

    /** HotSpot keeps free chunks of its arenas for five seconds ({@code ChunkPoolCleaner}). */
    private static final int KEPT_SECONDS = 6;

    private static final int MOST_ROUNDS = 5;
    private static final int BLUR_BYTES = 256 << 10;

    private JvmMemory() {}

    /** Memory of this process that is in RAM. */
    static long residentBytes() {
        return Proc.labelled("/proc/self/status", "VmRSS:", 0).orElse(0) << 10;
    }

    /** Uses all of the young generation, so that it is all in RAM from now on. */
    static void touchYoungGeneration() {
        for (int i = 0; i < YOUNG_BYTES / GARBAGE_BYTES; i++) {
            byte[] garbage = new byte[GARBAGE_BYTES];
            Arrays.fill(garbage, (byte) i);
        }
    }

    /** Gives back free memory until no more of it comes to light; where that can be. */
    static void giveBack() {
        try {
            trim();
            long beforeBytes;
            int rounds = 0;
            do {
                beforeBytes = residentBytes();
                TimeUnit.SECONDS.sleep(KEPT_SECONDS);
                trim();
            } while (beforeBytes - residentBytes() > BLUR_BYTES && ++rounds < MOST_ROUNDS);
        } catch (JMException e) {
            // Then resident memory is blurred by it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As "jcmd PID System.trim_native_heap": with glibc alone. */
    private static void trim() throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "systemTrimNativeHeap",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}
