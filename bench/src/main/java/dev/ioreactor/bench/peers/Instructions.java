package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Counts the instructions that each server's loop executes per message outside the kernel, and its
 * system calls: figures that neither the machine nor what else runs on it changes by much.
 */
public final class Instructions {
    private static final String HELP =
            """
            usage: bench/instructions [OPTION...]
              --works REGEX      only kinds of work whose id matches (50x1x64);
                                 bench/side-by-side --help lists them
              --servers REGEX    only servers whose name matches (.*)
              --warm-up SECONDS  of processor time at least, per server, and on until its compilers
                                 rest, up to four times as long (40)
              --rounds N         windows counted per server and kind of work (3)
              --window SECONDS   length of a window (3)
              --at-once N        servers that run at the same time (as many as processors)
              --output FOLDER    for raw data, tables and charts (bench/target/results)
              --profile SERVER   counts only that one, at the first of the works, and prints which
                                 functions and compiled methods execute how much of it
              --quick            a smoke test: one window of 0.5 s, hardly warmed up
            Takes about a quarter of an hour on two processors for each kind of work. What else runs
            on the machine does no harm.
            """;

    private final Path programs;
    private final Path output;
    private final Path raw;
    private final Options options;
    private final List<Work> works;

    private Instructions(Path programs, Options options) throws IOException {
        this.programs = programs;
        this.options = options;
        output = Files.createDirectories(Path.of(options.text("output")));
        raw = output.resolve("instructions.jsonl");
        works =
                Work.all().stream()
                        .filter(work -> work.id().matches(options.text("works")))
                        .toList();
    }

    /** Runs everything and writes the report; the first argument is the folder of C programs. */
    public static void main(String[] arguments) throws Exception {
        String processors = "" + Runtime.getRuntime().availableProcessors();
        Options options =
                Options.parse(arguments, 1, HELP)
                        .or("works", "50x1x64", "50x1x64")
                        .or("servers", ".*", ".*")
                        .or("warm-up", "40", "2")
                        .or("rounds", "3", "1")
                        .or("window", "3", "0.5")
                        .or("at-once", processors, processors)
                        .or("output", "bench/target/results", "bench/target/results-quick")
                        .or("profile", "", "");
        Instructions run = new Instructions(Path.of(arguments[0]), options);
        if (!Machine.has("valgrind")) {
            System.err.println("valgrind is needed and was not found (apt-get install valgrind).");
            System.exit(1);
        }
        if (options.text("profile").isEmpty()) {
            run.countAll();
        } else {
            run.profile(options.text("profile"));
        }
    }

    /** A server and its work. Each has a process of its own: some JVMs die where works change. */
    private record Task(Contestant contestant, Work work) {}

    private List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (Work work : works) {
            Contestant.all().stream()
                    .filter(one -> one.name().matches(options.text("servers")))
                    .forEach(one -> tasks.add(new Task(one, work)));
        }
        return tasks;
    }

    private void countAll() throws IOException, InterruptedException, ExecutionException {
        Files.deleteIfExists(raw);
        Machine.describe(options).appendTo(raw);
        try (ExecutorService several =
                Executors.newFixedThreadPool((int) options.number("at-once"))) {
            List<Future<List<Figures>>> counts = new ArrayList<>();
            for (Task task : tasks()) {
                counts.add(several.submit(() -> count(task)));
            }
            for (Future<List<Figures>> count : counts) { // in their order, whoever is done first
                for (Figures row : count.get()) {
                    row.appendTo(raw);
                }
                Report.write(output);
            }
        }
    }

    /** The rows of raw data about one server. */
    private List<Figures> count(Task task) throws IOException, InterruptedException {
        String name = task.contestant.name();
        Work work = task.work;
        List<Figures> rows = new ArrayList<>();
        Callgrind callgrind = new Callgrind(folder(task), false);
        try (RunningServer server = start(task, callgrind);
                CountedServer counted = new CountedServer(programs, server, callgrind, work)) {
            counted.warmUp(task.contestant.isJava() ? options.number("warm-up") : 1);
            for (int round = 1; round <= options.number("rounds"); round++) {
                rows.add(counted.window(round, options.number("window")));
            }
            tell(name, work, rows.getLast());
        } catch (IOException e) {
            rows.add(absent(name, work.id(), e, callgrind));
        }
        callgrind.clear();
        return rows;
    }

    private Path folder(Task task) {
        return output.resolve(
                        "callgrind-"
                                + task.work.id()
                                + "-"
                                + task.contestant.name().replace(' ', '-'))
                .toAbsolutePath();
    }

    private RunningServer start(Task task, Callgrind callgrind) throws IOException {
        System.out.println(task.contestant.name() + ": starting");
        return task.contestant.start(programs, task.work.mode(), callgrind.runner(), List.of());
    }

    private static void tell(String server, Work work, Figures row) {
        double units = work.unit().of(row);
        System.out.printf(
                Locale.ROOT,
                "%s: %s: %,.0f instructions/%s, %.2f system calls%n",
                server,
                work.id(),
                row.number("instructions") / units,
                work.unit().title,
                row.number("syscalls") / units);
    }

    private static Figures absent(String server, String work, IOException e, Callgrind callgrind)
            throws IOException {
        String why = e.getMessage() + "; valgrind: " + callgrind.lastWords();
        System.out.println("  without " + server + ": " + why);
        return Figures.of("absent").with("server", server).with("work", work).with("why", why);
    }

    private void profile(String name) throws IOException, InterruptedException {
        List<Contestant> all = Contestant.all();
        List<String> names = all.stream().map(Contestant::name).toList();
        if (!names.contains(name)) {
            System.err.println("no server is named " + name + "; there are: " + names);
            System.exit(2);
        }
        Contestant contestant = all.get(names.indexOf(name));
        Work work = works.getFirst();
        Task task = new Task(contestant, work);
        Callgrind callgrind = new Callgrind(folder(task), true);
        try (RunningServer server = start(task, callgrind);
                CountedServer counted = new CountedServer(programs, server, callgrind, work)) {
            counted.warmUp(contestant.isJava() ? options.number("warm-up") : 1);
            Figures row = counted.window(1, options.number("window"));
            tell(name, work, row);
            PerfMap map = contestant.isJava() ? PerfMap.of(server.pid(), output) : PerfMap.EMPTY;
            System.out.print(map.profile(counted.loop(), work.unit().of(row)));
        }
        callgrind.clear();
    }
}
