package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A load generator, connected to one server, that runs a window whenever it is told to and rests in
 * between with all its connections open. Each server has its own, since the number of descriptors
 * is limited per process.
 */
final class LoadProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private LoadProcess(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts one, and returns when it has all its connections. */
    static LoadProcess start(Path programs, RunningServer server, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(programs.resolve("load").toString(), "--driven"));
        command.addAll(List.of("--server", server.forLoad()));
        command.addAll(options);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        LoadProcess load = new LoadProcess(process);
        String line = load.out.readLine();
        if (!"ready".equals(line)) {
            load.close();
            throw new IOException("no connections to " + server.name());
        }
        return load;
    }

    /** Runs one window, and returns what it found. */
    Figures window(int round, double seconds) throws IOException {
        begin(round, seconds);
        return end();
    }

    /** Tells it to run a window, to be followed by {@link #end}. */
    void begin(int round, double seconds) throws IOException {
        in.write(round + " " + seconds + "\n");
        in.flush();
    }

    /** Waits until the window is over. */
    Figures end() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the load generator has ended");
        }
        return Figures.parse(line);
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
