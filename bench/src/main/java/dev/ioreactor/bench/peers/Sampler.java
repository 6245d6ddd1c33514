package dev.ioreactor.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Samples a running process, all its threads, while it is told to: at each of some thousand
 * instants per second of processor time, where in the kernel it is.
 *
 * @see <a href="https://man7.org/linux/man-pages/man1/perf-record.1.html">perf-record(1)</a>
 */
final class Sampler implements AutoCloseable {
    private static final String HERTZ = "2999"; // no multiple of the kernel's own ticks

    /** The program that does it. */
    static final String PERF = "perf";

    private final Path folder;
    private final Process recorder;
    private final RandomAccessFile control;
    private final RandomAccessFile answers;

    /**
     * Attaches to a process, without sampling yet.
     *
     * @param folder for what perf writes; its own, deleted by {@link #close}
     * @throws IOException with what perf says if it may not or cannot
     */
    Sampler(long pid, Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        Path controlPipe = pipe("control");
        Path answerPipe = pipe("answers");
        List<String> command = new ArrayList<>(List.of(PERF, "record", "-q", "-e", "cpu-clock"));
        command.addAll(List.of("-F", HERTZ, "-g", "--kernel-callchains"));
        command.addAll(List.of("-D", "-1", "--control", "fifo:" + controlPipe + "," + answerPipe));
        command.addAll(List.of("-p", "" + pid, "-o", data().toString()));
        recorder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said").toFile())
                        .start();
        // Open for both, so that opening does not wait for the other side.
        control = new RandomAccessFile(controlPipe.toFile(), "rw");
        answers = new RandomAccessFile(answerPipe.toFile(), "rw");
        var _ = recorder.onExit().thenRun(this::answerInItsPlace);
        tell("ping");
    }

    private Path pipe(String name) throws IOException, InterruptedException {
        Path pipe = folder.resolve(name);
        Files.deleteIfExists(pipe);
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo " + pipe);
        }
        return pipe;
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Whoever waits for an answer of a recorder that has ended is to wait no longer. */
    private void answerInItsPlace() {
        try {
            answers.write("ended\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Closed: nobody waits.
        }
    }

    /** Begins to sample. */
    void begin() throws IOException {
        tell("enable");
    }

    /** Ceases to sample until told to begin again. */
    void cease() throws IOException {
        tell("disable");
    }

    private void tell(String what) throws IOException {
        control.write((what + "\n").getBytes(StandardCharsets.US_ASCII));
        String answer = answers.readLine();
        if (answer == null || !answer.contains("ack")) {
            throw new IOException("perf: " + Files.readString(folder.resolve("said")).strip());
        }
    }

    /** Ends, and tells how many samples were of which part. */
    Map<CpuPart, Integer> samples() throws IOException, InterruptedException {
        tell("stop");
        if (!recorder.waitFor(30, TimeUnit.SECONDS)) {
            throw new IOException("perf does not end");
        }
        Process script =
                new ProcessBuilder(PERF, "script", "-F", "tid,ip,sym", "-i", data().toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out = script.inputReader(StandardCharsets.UTF_8)) {
            return count(out);
        }
    }

    /** Reads samples: a line with the thread's number, and one per function, innermost first. */
    static Map<CpuPart, Integer> count(BufferedReader in) throws IOException {
        Map<CpuPart, Integer> counts = new EnumMap<>(CpuPart.class);
        List<String> stack = new ArrayList<>();
        boolean any = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 1 && isOfKernel(words[0])) {
                stack.add(words[1]);
            } else if (words.length == 1 && !words[0].isEmpty()) {
                if (any) {
                    counts.merge(CpuPart.of(stack), 1, Integer::sum);
                }
                any = true;
                stack.clear();
            }
        }
        if (any) {
            counts.merge(CpuPart.of(stack), 1, Integer::sum);
        }
        return counts;
    }

    private static boolean isOfKernel(String address) {
        return address.length() == 16 && address.startsWith("ffff");
    }

    @Override
    public void close() throws IOException {
        recorder.destroy();
        control.close();
        answers.close();
        for (String name : List.of("control", "answers", "data", "said")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
