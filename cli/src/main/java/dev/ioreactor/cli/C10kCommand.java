package dev.ioreactor.cli;

import dev.ioreactor.cli.host.Failure;
import dev.ioreactor.cli.host.Host;
import dev.ioreactor.cli.load.Plan;
import dev.ioreactor.cli.load.Preflight;
import dev.ioreactor.cli.load.Result;
import dev.ioreactor.cli.load.Run;
import dev.ioreactor.cli.report.Document;
import dev.ioreactor.cli.report.HtmlReport;
import dev.ioreactor.cli.report.JsonReport;
import dev.ioreactor.cli.report.Screen;
import dev.ioreactor.cli.report.Table;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ioreactor c10k}: ten thousand connections on one thread, every byte verified. */
@Command(
        name = "c10k",
        description = {
            "Hold many connections on one thread, and verify every byte.",
            "",
            "Starts an echo server, one thread in a process of its own, opens real loopback"
                    + " connections to it, keeps all open, sends on some of them at a time until"
                    + " each had its turn, closes all, and says what was measured. The status is 0"
                    + " only if nothing was lost or wrong.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class C10kCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int MOST_SECONDS = 86_400;
    private static final int END_SECONDS = 60;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Connections held open (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--active",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Connections with a message on its way at a time, moving over all (default:"
                            + " ${DEFAULT-VALUE}, or all if there are fewer).")
    private int active;

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "Bytes of a message (default: ${DEFAULT-VALUE}).")
    private int payloadBytes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description =
                    "How long to send; the first fifth warms up and is left out of the figures"
                            + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = EngineChoice.BEST,
            description =
                    "Engine of the server by name, see doctor; 'all' runs each in turn (default:"
                            + " ${DEFAULT-VALUE}).")
    private String engine = "";

    @Option(
            names = "--alone",
            description =
                    "Run the active connections alone as well, before: what all the others cost"
                            + " them is the difference.")
    private boolean isAlone;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts.")
    private @Nullable Path html;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write everything that was measured.")
    private @Nullable Path json;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Result> results = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private volatile boolean isInterrupted;

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        List<EngineProvider> engines = engines();
        checkWritable(html);
        checkWritable(json);
        Preflight.check(plan);
        Runtime.getRuntime().addShutdownHook(new Thread(this::endInOrder));
        try {
            return run(plan, engines);
        } finally {
            ended.countDown();
        }
    }

    private int run(Plan plan, List<EngineProvider> engines)
            throws IOException, InterruptedException {
        Screen screen = new Screen(System.out, isTerminal(), () -> isInterrupted);
        skipped.forEach(screen::line);
        boolean isClean = true;
        for (EngineProvider provider : engines) {
            if (isAlone && !isInterrupted) {
                isClean &= run(provider, plan.alone(), screen);
            }
            if (!isInterrupted) {
                isClean &= run(provider, plan, screen);
            }
        }
        if (!results.isEmpty()) {
            screen.line("");
            Table.lines(results).forEach(screen::line);
        }
        write(screen);
        return isInterrupted ? Main.INTERRUPTED : isClean ? 0 : Main.FAILED;
    }

    @SuppressWarnings("SystemConsoleNull") // of several providers of consoles some give none
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private boolean run(EngineProvider provider, Plan plan, Screen screen)
            throws InterruptedException {
        String name = plan.isAlone() ? provider.name() + " alone" : provider.name();
        screen.engine(name);
        try {
            Result result = new Run(provider.name(), Engines.best(), plan, screen).run();
            results.add(result);
            result.problems().forEach(problem -> screen.line(name + "  " + problem));
            return result.isClean();
        } catch (Failure e) {
            String line = name + "  " + e.getMessage();
            skipped.add(line);
            screen.line(line);
            return false;
        }
    }

    private void write(Screen screen) throws IOException {
        Document document =
                new Document(
                        commandText(),
                        Main.Version.number(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        Host.here(),
                        results,
                        skipped);
        if (html != null) {
            Files.writeString(html, HtmlReport.write(document), StandardCharsets.UTF_8);
            screen.line("charts: " + html);
        }
        if (json != null) {
            Files.writeString(json, JsonReport.write(document), StandardCharsets.UTF_8);
            screen.line("figures: " + json);
        }
    }

    private String commandText() {
        return "ioreactor "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }

    private Plan plan() throws Failure {
        check("--connections", connections, Plan.MOST_CONNECTIONS);
        check("--active", active, Plan.MOST_CONNECTIONS);
        check("--payload", payloadBytes, Plan.MOST_PAYLOAD_BYTES);
        check("--seconds", seconds, MOST_SECONDS);
        return new Plan(
                connections,
                Math.min(active, connections),
                payloadBytes,
                Duration.ofSeconds(seconds));
    }

    private static void check(String option, int value, int most) throws Failure {
        if (value < 1 || value > most) {
            throw new Failure(option + " " + value + " is not between 1 and " + most);
        }
    }

    private List<EngineProvider> engines() throws Failure {
        if (!engine.equals(ALL)) {
            return List.of(EngineChoice.named(engine));
        }
        List<EngineProvider> usable = new ArrayList<>();
        for (Engines.Finding finding : Engines.choose().findings()) {
            if (finding.availability().usable()) {
                usable.add(finding.provider());
            } else {
                skipped.add(EngineChoice.unusable(finding.provider(), finding.availability()));
            }
        }
        return usable;
    }

    /** Better to say so now than after the run. */
    private static void checkWritable(@Nullable Path file) throws Failure {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
            throw new Failure("cannot write " + file);
        }
    }

    /** Ctrl-C: lets the run end, and its results be told, before the process does. */
    private void endInOrder() {
        isInterrupted = true;
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("c10k: the run did not end, and is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
