package dev.ioreactor.unix.faults;

import dev.ioreactor.engine.Engine;
import dev.ioreactor.engine.EngineConfig;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import dev.ioreactor.unix.libc.CallState;
import dev.ioreactor.unix.libc.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that opens, uses once and closes an engine for each line that it reads, while somebody
 * makes its system calls fail, and says what came of it and what is left behind.
 *
 * <p>It says {@code ready TID} once, then per line {@code opened} or {@code refused}, how many
 * descriptors are open and how many mappings of rings there are, and why it was refused.
 */
final class Opener {
    private static final EngineConfig CONFIG = EngineConfig.defaults();

    private Opener() {}

    public static void main(String[] arguments) throws IOException {
        EngineProvider provider = Engines.named(arguments[0]);
        for (int i = 0; i < 50; i++) { // what the virtual machine needs for it is there by then
            open(provider);
            leftBehind();
        }
        System.out.println("ready " + Threads.getTid(new CallState()));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            String outcome = open(provider);
            String[] words = outcome.split(" ", 2);
            String why = words.length > 1 ? words[1] : "";
            System.out.println(words[0] + " " + leftBehind() + " " + why);
        }
    }

    private static String open(EngineProvider provider) {
        try (Engine engine = provider.open(CONFIG)) {
            engine.poll(0, (operation, result, more) -> {});
            return "opened";
        } catch (IOException | IllegalStateException e) {
            return "refused " + e.getMessage();
        }
    }

    private static String leftBehind() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"));
                var mapped = Files.lines(Path.of("/proc/self/maps"))) {
            long rings = mapped.filter(line -> line.endsWith("[io_uring]")).count();
            return open.count() + " " + rings;
        }
    }
}
