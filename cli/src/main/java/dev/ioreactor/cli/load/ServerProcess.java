package dev.ioreactor.cli.load;

import dev.ioreactor.cli.host.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process as the client sees it: started, asked for samples, ended.
 *
 * <p>One thread asks; {@link #latest} is thread-safe. Closing ends the process, by force if it
 * must.
 */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int ANSWER_SECONDS = 60;
    private static final int END_SECONDS = 5;
    private static final int MOST_OUTPUT_CHARS = 4_096;

    /** What a status has on top of the number of the signal that ended the process. */
    private static final int SIGNALLED = 128;

    private final Process process;
    private final PrintStream commands;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<Sample>> asked = new ConcurrentHashMap<>();

    /** What it said that was no answer; guarded by itself. */
    private final StringBuilder output = new StringBuilder();

    private volatile Sample latest = Sample.NONE;
    private long lastTicket;

    private ServerProcess(Process process) {
        this.process = process;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("server output").start(this::listen);
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @throws Failure with what the server said if it does not
     */
    static ServerProcess start(String engine, int connections) throws Failure {
        ProcessBuilder builder = new ProcessBuilder(command(engine, connections));
        builder.redirectErrorStream(true).redirectInput(Redirect.PIPE);
        ServerProcess server;
        try {
            server = new ServerProcess(builder.start());
        } catch (IOException e) {
            throw new Failure("cannot start the server process: " + e.getMessage(), e);
        }
        try {
            server.port.get(START_SECONDS, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException | TimeoutException e) {
            server.close();
            throw new Failure("the server did not start: " + server.lastWords(), e);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new Failure("interrupted while the server started", e);
        }
    }

    private static List<String> command(String engine, int connections) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // What listens, records or dumps for this process must not do so twice.
            if (!option.startsWith("-javaagent") && !option.startsWith("-agent")) {
                command.add(option);
            }
        }
        // Its manifest allows this to a program that is run from its jar, but not to this class.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(JvmMemory.OPTIONS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ServerMain.class.getName());
        command.add(engine);
        command.add(Integer.toString(connections));
        return command;
    }

    /** The port that it listens on. */
    int port() {
        return port.join();
    }

    /** Thread-safe. What it said of itself last. */
    Sample latest() {
        return latest;
    }

    /** Thread-safe. Whether the process lives. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Thread-safe. How it ended if it has, and what it said that was no answer, on one line. */
    String lastWords() {
        String words;
        synchronized (output) {
            words = output.toString().strip().replace('\n', ' ');
        }
        if (process.isAlive()) {
            return words.isEmpty() ? "no answer" : words;
        }
        String end = end(process.exitValue());
        return words.isEmpty() ? end : end + ": " + words;
    }

    private static String end(int status) {
        return status > SIGNALLED
                ? "killed by signal " + (status - SIGNALLED)
                : "it ended with status " + status;
    }

    /** What it knows of itself now. */
    Sample sample() throws InterruptedException, Failure {
        return ask(ServerMain.SAMPLE);
    }

    /** What it knows of itself after a garbage collection. */
    Sample collect() throws InterruptedException, Failure {
        return ask(ServerMain.COLLECT);
    }

    private Sample ask(String what) throws InterruptedException, Failure {
        long ticket = ++lastTicket;
        CompletableFuture<Sample> answer = new CompletableFuture<>();
        asked.put(ticket, answer);
        commands.println(what + ticket);
        try {
            if (!process.isAlive()) {
                throw new Failure("the server ended: " + lastWords());
            }
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            throw new Failure("the server ended: " + lastWords(), e);
        } catch (TimeoutException e) {
            throw new Failure("the server did not answer: " + lastWords(), e);
        } finally {
            asked.remove(ticket);
        }
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            said(String.valueOf(e.getMessage()));
        }
        UncheckedIOException ended =
                new UncheckedIOException(new IOException("the server's output ended"));
        port.completeExceptionally(ended);
        asked.values().forEach(answer -> answer.completeExceptionally(ended));
    }

    private void heard(String line) {
        if (line.startsWith(ServerMain.SAMPLE)) {
            Sample sample = Sample.parse(line);
            latest = sample;
            CompletableFuture<Sample> answer = asked.get(sample.ticket());
            if (answer != null) {
                answer.complete(sample);
            }
        } else if (line.startsWith(ServerMain.READY)) {
            port.complete(Integer.valueOf(line.substring(ServerMain.READY.length())));
        } else {
            said(
                    line.startsWith(ServerMain.FAILED)
                            ? line.substring(ServerMain.FAILED.length())
                            : line);
        }
    }

    private void said(String line) {
        synchronized (output) {
            if (output.length() < MOST_OUTPUT_CHARS) {
                output.append(line).append('\n');
            }
        }
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
