package dev.ioreactor.cli;

import dev.ioreactor.cli.report.Json;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ioreactor doctor}: what this machine allows, and what would allow more. */
@Command(
        name = "doctor",
        description =
                "Say which engines this machine allows and why, and which limits are in force.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Write JSON to the standard output.")
    private boolean isJson;

    @Override
    public Integer call() {
        Diagnosis diagnosis = Diagnosis.make();
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            out.print(Json.write(diagnosis.json()));
        } else {
            diagnosis.lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
