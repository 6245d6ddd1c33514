package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What must be known of a run, besides its figures. */
final class Machine {
    private Machine() {}

    /** The line of raw data that says on what, of which commit and how it was measured. */
    static Figures describe(Options options) throws IOException {
        String processor = "unknown";
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                processor = line.substring(line.indexOf(':') + 1).strip();
                break;
            }
        }
        return Figures.of("run")
                .with("commit", System.getProperty("bench.commit", "unknown"))
                .with("date", LocalDate.now(ZoneOffset.UTC).toString())
                .with("kernel", System.getProperty("os.name") + " " + kernel())
                .with("processor", processor)
                .with("processors", Runtime.getRuntime().availableProcessors())
                .with(
                        "jdk",
                        System.getProperty("java.vendor")
                                + " "
                                + System.getProperty("java.version"))
                .with("options", options.toString());
    }

    /** Whether a program is installed: it must know {@code --version}. */
    static boolean has(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The release, as far as it is a version: builds add names of their own. */
    private static String kernel() {
        return System.getProperty("os.version").replaceAll("[^0-9.].*", "");
    }
}
