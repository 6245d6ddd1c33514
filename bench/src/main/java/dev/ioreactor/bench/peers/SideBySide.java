package dev.ioreactor.bench.peers;

import dev.ioreactor.engine.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures servers side by side: for each kind of work all of them at once, warmed up, then in
 * short interleaved windows, so that a change of the machine's speed meets all of them alike.
 *
 * <p>{@code SideBySide NATIVE_FOLDER OUTPUT_FOLDER [ROUNDS [WINDOW_SECONDS [WORK_FILTER
 * [SERVER_FILTER]]]]}. Leaves {@code raw.jsonl}, {@code side-by-side.md} and {@code
 * side-by-side.svg}. Takes about two minutes for each kind of work with the defaults.
 */
public final class SideBySide {
    private static final String REFERENCE = "C epoll";
    private static final int WARMUP_SECONDS = 3;

    private final Path programs;
    private final Path output;
    private final String rounds;
    private final String window;
    private final String serverFilter;

    private SideBySide(
            Path programs, Path output, String rounds, String window, String serverFilter) {
        this.programs = programs;
        this.output = output;
        this.rounds = rounds;
        this.window = window;
        this.serverFilter = serverFilter;
    }

    /** Runs everything and writes the report. */
    public static void main(String[] arguments) throws Exception {
        Path output = Files.createDirectories(Path.of(arguments[1]));
        SideBySide run =
                new SideBySide(
                        Path.of(arguments[0]),
                        output,
                        argument(arguments, 2, "20"),
                        argument(arguments, 3, "0.4"),
                        argument(arguments, 5, ".*"));
        String filter = argument(arguments, 4, ".*");
        List<Report.Row> rows = new ArrayList<>();
        Files.deleteIfExists(output.resolve("raw.jsonl"));
        for (Work work : Work.all()) {
            if (work.name().matches(filter)) {
                rows.addAll(run.measure(work));
                Report.write(output, rows, REFERENCE);
            }
        }
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return arguments.length > index ? arguments[index] : otherwise;
    }

    private List<Report.Row> measure(Work work) throws IOException, InterruptedException {
        System.out.println(work.name());
        List<RunningServer> servers = new ArrayList<>();
        try {
            startAll(work.mode(), servers);
            Windows windows = runLoad(work, servers);
            List<Report.Row> rows = new ArrayList<>();
            for (RunningServer server : servers) {
                if (windows.has(server.name())) {
                    rows.add(row(work, server, windows));
                }
            }
            return rows;
        } finally {
            servers.forEach(RunningServer::close);
        }
    }

    private void startAll(String mode, List<RunningServer> servers) {
        program(servers, REFERENCE, "echo_epoll", mode);
        program(servers, "C io_uring", "echo_uring", mode);
        program(servers, "libuv", "echo_libuv", mode);
        for (Engines.Finding finding : Engines.choose().findings()) {
            if (finding.availability().usable()) {
                String engine = finding.provider().name();
                java(servers, "ioreactor " + engine, "ioreactor-" + engine, mode, List.of());
            }
        }
        java(servers, "plain NIO", "nio-plain", mode, List.of());
        List<String> unsafe =
                List.of(
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.noUnsafe=false",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
        for (String transport : List.of("nio", "epoll", "io_uring")) {
            String kind = "netty-" + transport;
            java(servers, "Netty " + transport, kind, mode, List.of());
            java(servers, "Netty " + transport + " + Unsafe", kind, mode, unsafe);
        }
        java(servers, "Vert.x", "vertx", mode, List.of());
    }

    private void program(List<RunningServer> servers, String name, String file, String mode) {
        Path program = programs.resolve(file);
        boolean wanted = name.equals(REFERENCE) || name.matches(serverFilter);
        if (!wanted || !Files.isExecutable(program)) {
            return;
        }
        try {
            servers.add(RunningServer.ofProgram(name, program, mode));
        } catch (IOException e) {
            System.out.println("  " + e.getMessage());
        }
    }

    private void java(
            List<RunningServer> servers,
            String name,
            String kind,
            String mode,
            List<String> options) {
        if (!name.matches(serverFilter)) {
            return;
        }
        try {
            servers.add(RunningServer.ofJava(name, kind, mode, options));
        } catch (IOException e) {
            System.out.println("  " + e.getMessage());
        }
    }

    private Windows runLoad(Work work, List<RunningServer> servers)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(load());
        command.addAll(work.options());
        command.addAll(List.of("--rounds", rounds, "--window", window));
        command.addAll(List.of("--warmup", "" + WARMUP_SECONDS));
        for (RunningServer server : servers) {
            command.add("--server");
            command.add(server.forLoad());
        }
        Windows windows = new Windows();
        for (String line : run(command)) {
            windows.add(line);
        }
        return windows;
    }

    private List<String> load() {
        return List.of(programs.resolve("load").toString(), "--cpu", "1");
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                var raw =
                        Files.newBufferedWriter(
                                output.resolve("raw.jsonl"),
                                java.nio.file.StandardOpenOption.CREATE,
                                java.nio.file.StandardOpenOption.APPEND)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                raw.write(line);
                raw.newLine();
            }
        }
        if (process.waitFor() != 0) {
            System.out.println("  the load generator reports wrong, lost or dropped messages");
        }
        return lines;
    }

    private Report.Row row(Work work, RunningServer server, Windows windows)
            throws IOException, InterruptedException {
        String name = server.name();
        double messages = windows.sum(name, "messages");
        return new Report.Row(
                work.name(),
                name,
                windows.rounds(name),
                windows.median(name, Windows.Window::cpuNanosPerMessage) / 1_000,
                windows.cpuRatio(name, REFERENCE),
                windows.sum(name, "user_ticks") * 10_000 / messages,
                messages / windows.sum(name, "seconds"),
                windows.median(name, w -> w.get("p50_ns")) / 1_000,
                windows.median(name, w -> w.get("p99_ns")) / 1_000,
                allocatedPerMessage(work, server),
                server.residentMebibytes(),
                windows.sum(name, "wrong")
                        + windows.sum(name, "lost")
                        + windows.sum(name, "dropped"));
    }

    /** In a run of its own after the windows, since those say nothing of messages between them. */
    private double allocatedPerMessage(Work work, RunningServer server)
            throws IOException, InterruptedException {
        double before = server.allocatedBytes();
        if (Double.isNaN(before) || !work.mode().equals("echo")) {
            return Double.NaN;
        }
        List<String> command = new ArrayList<>(load());
        command.addAll(work.options());
        command.addAll(List.of("--host", "127.0.0.1", "--port", server.port()));
        command.addAll(List.of("--warmup", "0", "--seconds", "1"));
        double messages = Double.NaN;
        for (String line : run(command)) {
            var found = java.util.regex.Pattern.compile("\"messages\":\\s*(\\d+)").matcher(line);
            if (found.find()) {
                messages = Double.parseDouble(found.group(1));
            }
        }
        return (server.allocatedBytes() - before) / messages;
    }
}
