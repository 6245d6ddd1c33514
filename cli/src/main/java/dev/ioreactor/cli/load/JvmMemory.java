package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Proc;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Native memory of this JVM that no connection needs: its compilers take megabytes for a moment,
 * and what they free is kept for a while, more or less of it by chance.
 */
final class JvmMemory {
    /** HotSpot keeps free chunks of its arenas for five seconds ({@code ChunkPoolCleaner}). */
    private static final int KEPT_SECONDS = 6;

    private static final int MOST_ROUNDS = 5;
    private static final int BLUR_BYTES = 256 << 10;

    private JvmMemory() {}

    /** Memory of this process that is in RAM. */
    static long residentBytes() {
        return Proc.labelled("/proc/self/status", "VmRSS:", 0).orElse(0) << 10;
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
