package dev.ioreactor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The command line as a process of its own, with what it wrote; ended when closed. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;
    private final Path errors;

    private Program(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    static Program start(String... arguments) throws IOException {
        return startWith(List.of(), arguments);
    }

    /** Started by another program, such as one that takes privileges or descriptors away. */
    static Program startWith(List<String> launcher, String... arguments) throws IOException {
        // Whoever runs the tests in the background has interrupts ignored, and children inherit it.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("program", ".out");
        Path errors = Files.createTempFile("program", ".err");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        return new Program(process, output, errors);
    }

    /** Waits for its end. */
    int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; it said: " + output() + errors());
        }
        return process.exitValue();
    }

    /** Waits until its output matches, and returns the first group. */
    String awaitOutput(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Awaitility.await(regex)
                .atMost(PATIENCE)
                .until(() -> pattern.matcher(output()).find() || !process.isAlive());
        Matcher matcher = pattern.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("no " + regex + " in: " + output() + errors());
        }
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** The processes that it has started and that live. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
