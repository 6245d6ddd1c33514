package dev.ioreactor.unix.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The process of a {@link FaultServer}, seen from outside. One thread asks. */
final class ServerUnderFault implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "";

    /** What the server says when a connection was closed. */
    record Closed(String id, int port, String reason) {
        boolean inOrder() {
            return reason.startsWith("EndOfStream");
        }
    }

    /** What the server has counted. */
    record Sample(long cycles, long events, long fired) {}

    private final Process process;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Queue<Closed> closed = new ConcurrentLinkedQueue<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Set<String> closedIds = new HashSet<>();
    private final int port;
    private final int reactorThread;

    /** Starts a server with the arguments of {@link FaultServer}. */
    ServerUnderFault(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx256m", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(FaultServer.class.getName());
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("server output").start(this::listen);
        String[] ready = answer("ready");
        port = Integer.parseInt(ready[1]);
        reactorThread = Integer.parseInt(ready[2]);
    }

    int port() {
        return port;
    }

    /** The kernel's number of the reactor's thread. */
    int reactorThread() {
        return reactorThread;
    }

    Sample sample() throws IOException, InterruptedException {
        commands.println("sample");
        String[] words = answer("sample");
        return new Sample(
                Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    /** Connections that were closed and not taken yet. */
    Queue<Closed> closed() {
        return closed;
    }

    /** What must not be: the loop's death, and a connection that was closed twice. */
    Queue<String> complaints() {
        return complaints;
    }

    /** How many descriptors it has open. */
    int descriptors() throws IOException {
        try (var entries = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
            return (int) entries.count();
        }
    }

    /** Processor time of the reactor's thread so far. */
    long cpuNanos() throws IOException {
        Path file = Path.of("/proc", "" + process.pid(), "task", "" + reactorThread, "schedstat");
        return Long.parseLong(Files.readString(file).split(" ")[0]);
    }

    private String[] answer(String kind) throws IOException, InterruptedException {
        String line = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (line == null || !line.startsWith(kind + " ")) {
            throw new IOException("the server said " + line + ", not " + kind + ": " + complaints);
        }
        return line.split(" ");
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            complaints.add("the server's output broke: " + e);
        }
        answers.add(END);
    }

    private void heard(String line) {
        if (line.startsWith("closed ")) {
            String[] words = line.split(" ", 4);
            Closed event = new Closed(words[1], Integer.parseInt(words[2]), words[3]);
            if (!closedIds.add(event.id())) {
                complaints.add("closed twice: " + event);
            }
            closed.add(event);
        } else if (line.startsWith("ready ") || line.startsWith("sample ")) {
            answers.add(line);
        } else {
            complaints.add(line);
        }
    }

    /** Stops it in order; complains if that fails. */
    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                complaints.add("the server did not stop");
            } else if (process.exitValue() != 0) {
                complaints.add("the server ended with status " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
