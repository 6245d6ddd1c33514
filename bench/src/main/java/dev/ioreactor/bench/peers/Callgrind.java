package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Counts what each thread of a server executes outside the kernel, by running it in valgrind's
 * callgrind: every instruction and every system call, none of them estimated.
 *
 * @see <a href="https://valgrind.org/docs/manual/cl-manual.html">Callgrind</a>
 */
final class Callgrind {
    private final Path folder;
    private final boolean byAddress;
    private int dumps;

    /**
     * For one server.
     *
     * @param folder for what callgrind writes; its own
     * @param byAddress whether code that has no name, as a JIT compiler makes it, is told apart
     */
    Callgrind(Path folder, boolean byAddress) {
        this.folder = folder;
        this.byAddress = byAddress;
    }

    /** What stands before the command that starts the server. */
    List<String> runner() throws IOException {
        clear();
        Files.createDirectories(folder);
        return List.of(
                "valgrind",
                "--tool=callgrind",
                "--separate-threads=yes",
                "--collect-systime=yes",
                "--smc-check=all-non-file", // a JIT compiler writes over its code
                "--compress-strings=no",
                "--compress-pos=no",
                "--dump-instr=" + (byAddress ? "yes" : "no"),
                "--log-file=" + log(),
                "--callgrind-out-file=" + folder.resolve("out"));
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** The last line that valgrind has logged of itself. */
    String lastWords() throws IOException {
        if (!Files.exists(log())) {
            return "nothing logged";
        }
        return Files.readAllLines(log(), StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.replaceFirst("^[-=]*[0-9]+[-=]*", "").strip())
                .filter(line -> !line.isEmpty())
                .reduce("nothing logged", (first, second) -> second);
    }

    /**
     * What each thread of the process has executed since the last call. The first call's answer is
     * to be thrown away: it begins the count. (Callgrind's command {@code zero} would as well, but
     * leaves the system calls of each function as they are.)
     */
    List<ThreadCost> take(long pid) throws IOException, InterruptedException {
        int number = ++dumps;
        Process vgdb =
                new ProcessBuilder("vgdb", "--pid=" + pid, "dump")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(vgdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (vgdb.waitFor() != 0) {
            throw new IOException("vgdb: " + said.strip());
        }
        List<ThreadCost> threads = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("out." + number + "-")) {
                    threads.add(ThreadCost.read(file));
                    Files.delete(file);
                }
            }
        }
        if (threads.isEmpty()) {
            throw new IOException("callgrind has written nothing");
        }
        return threads;
    }

    /** Deletes what was written. */
    void clear() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
