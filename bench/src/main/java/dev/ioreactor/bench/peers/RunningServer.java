package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A server in a process of its own. */
final class RunningServer implements AutoCloseable {
    private static final long START_SECONDS = 900; // in callgrind, on a machine that is shared
    private static final double NANOS_PER_TICK = 1e7; // of stat(5): USER_HZ is 100 on Linux

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final boolean isJava;
    private final int port;

    private RunningServer(String name, Process process, boolean isJava) throws IOException {
        this.name = name;
        this.process = process;
        this.isJava = isJava;
        out = process.inputReader(StandardCharsets.UTF_8);
        port = awaitPort();
    }

    private int awaitPort() throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException(name + " ended before it listened");
        }
        return Integer.parseInt(line.substring("port ".length()).strip());
    }

    /** Starts a C server; the runner is what stands before its command. */
    static RunningServer ofProgram(String name, Path program, String mode, List<String> runner)
            throws IOException {
        return start(
                name, false, runner, List.of(program.toString(), "--port", "0", "--mode", mode));
    }

    /** Starts a {@link PeerServer} with further options for its JVM. */
    static RunningServer ofJava(
            String name, String kind, String mode, List<String> runner, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xshare:auto"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PeerServer.class.getName(), kind, mode, "0"));
        return start(name, true, runner, command);
    }

    private static RunningServer start(
            String name, boolean isJava, List<String> runner, List<String> command)
            throws IOException {
        List<String> whole = new ArrayList<>(runner);
        whole.addAll(command);
        Process process =
                new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        // A run that is broken off leaves no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        AtomicBoolean listens = new AtomicBoolean();
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS)
                .execute(() -> {
                    if (!listens.get()) {
                        process.destroyForcibly();
                    }
                });
        try {
            RunningServer server = new RunningServer(name, process, isJava);
            listens.set(true);
            return server;
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    String name() {
        return name;
    }

    /** As the load generator wants to hear of it. */
    String forLoad() {
        return name + "=127.0.0.1:" + port + ":" + process.pid();
    }

    long pid() {
        return process.pid(); // a runner becomes the program that it starts
    }

    /** Bytes that all its threads have allocated so far; NaN if it is not a Java program. */
    double allocatedBytes() throws IOException {
        if (!isJava) {
            return Double.NaN;
        }
        process.outputWriter(StandardCharsets.UTF_8).write("allocated\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
        return Double.parseDouble(out.readLine());
    }

    /** Its resident memory in KiB. */
    double residentKibibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", ""));
            }
        }
        return Double.NaN;
    }

    /** What all its threads have used so far. */
    Usage usage() throws IOException {
        Path folder = Path.of("/proc", "" + process.pid());
        double cpuNanos = 0;
        try (Stream<Path> threads = Files.list(folder.resolve("task"))) {
            for (Path thread : threads.toList()) {
                cpuNanos += cpuNanos(thread);
            }
        }
        // The name in parentheses may hold anything; utime is field 14, 11 behind the state.
        String stat = Files.readString(folder.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Usage(cpuNanos, Double.parseDouble(fields[11]) * NANOS_PER_TICK);
    }

    private static double cpuNanos(Path thread) throws IOException {
        try {
            String text = Files.readString(thread.resolve("schedstat"));
            return Double.parseDouble(text.substring(0, text.indexOf(' ')));
        } catch (java.nio.file.NoSuchFileException e) {
            return 0; // it has ended meanwhile
        }
    }

    /**
     * What a process has used.
     *
     * @param cpuNanos of processor time, exact
     * @param userNanos of it outside the kernel; where the kernel accounts by ticks, a sample taken
     *     at each of them (CONFIG_HZ a second), told in hundredths of a second
     */
    record Usage(double cpuNanos, double userNanos) {}

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
