package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Counts the instructions of a server's loop outside the kernel, by single-stepping it while it is
 * under load: exact and the same on each machine, where user time is a sample.
 */
final class Steps {
    private static final double LOOK_SECONDS = 1.0;

    private Steps() {}

    /**
     * The instructions and system calls of a server for what is answered within so many seconds;
     * begins and ends with nothing in flight.
     */
    static Figures count(Path programs, RunningServer server, LoadProcess load, double seconds)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        programs.resolve("steps").toString(),
                        "--pid",
                        Long.toString(server.pid()),
                        "--cpu",
                        "0");
        load.begin(0, LOOK_SECONDS); // so that it sees which thread works
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            // It has looked for 0.3 s, and may be tracing already when the first window ends: so
            // the first window's messages after that are lost to the count, and the second counts.
            String attached = out.readLine();
            Figures first = load.end();
            if (attached == null) {
                throw new IOException("single-stepping is refused: " + first);
            }
            return count(process, out, load, seconds);
        } finally {
            process.destroy();
        }
    }

    private static Figures count(
            Process process, BufferedReader out, LoadProcess load, double seconds)
            throws IOException, InterruptedException {
        Figures before = ask(process, out);
        Figures window = load.window(1, seconds);
        Figures after = ask(process, out);
        process.outputWriter(StandardCharsets.UTF_8).close();
        process.waitFor();
        return Figures.of("steps")
                .with("instructions", after.number("instructions") - before.number("instructions"))
                .with("syscalls", after.number("syscalls") - before.number("syscalls"))
                .with("messages", window.number("messages"))
                .with("bad", window.number("wrong") + window.number("lost"));
    }

    private static Figures ask(Process process, BufferedReader out) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).write("\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("single-stepping has ended");
        }
        return Figures.parse(line);
    }
}
