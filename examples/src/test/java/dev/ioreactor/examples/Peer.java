package dev.ioreactor.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A program of others, such as socat or nc, that talks to an example by its standard streams. */
final class Peer implements AutoCloseable {
    private static final int END_SECONDS = 20;

    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private Peer(Process process) {
        this.process = process;
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = process.inputReader(StandardCharsets.UTF_8);
    }

    static Peer start(String... command) {
        try {
            return new Peer(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new AssertionError(
                    "'" + command[0] + "' is missing: apt-get install socat netcat-openbsd", e);
        }
    }

    void say(String text) {
        to.print(text);
        to.flush();
    }

    /** The next line that it prints, which it has heard; null when it has ended. */
    String hear() throws IOException {
        return from.readLine();
    }

    /** Says that nothing more will be said: a half-close of the connection. */
    void finish() {
        to.close();
    }

    boolean hasEnded() throws InterruptedException {
        return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
