package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on processor 0. */
final class RunningServer implements AutoCloseable {
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

    /** Starts a C server. */
    static RunningServer ofProgram(String name, Path program, String mode) throws IOException {
        return start(name, false, List.of(program.toString(), "--port", "0", "--mode", mode));
    }

    /** Starts a {@link PeerServer} with further options for its JVM. */
    static RunningServer ofJava(String name, String kind, String mode, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xshare:auto"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PeerServer.class.getName(), kind, mode, "0"));
        return start(name, true, command);
    }

    private static RunningServer start(String name, boolean isJava, List<String> command)
            throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        Process process =
                new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return new RunningServer(name, process, isJava);
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

    String port() {
        return Integer.toString(port);
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

    /** Its resident memory in MiB. */
    double residentMebibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return Double.NaN;
    }

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
