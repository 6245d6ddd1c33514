package dev.ioreactor.cli;

import dev.ioreactor.cli.host.Failure;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command line.
 *
 * <p>Status: 0 when all went well, 1 when a run showed an error, 2 when the command could not be
 * understood or begun, 130 or 143 when a signal ended it.
 */
@Command(
        name = "ioreactor",
        description =
                "Concurrent I/O on one thread: run it, load it, see what this machine allows.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            C10kCommand.class,
            DoctorCommand.class,
            EchoCommand.class,
            ChatCommand.class
        })
public final class Main implements Callable<Integer> {
    /** A run showed an error. */
    static final int FAILED = 1;

    /** The command could not be understood or begun. */
    static final int USAGE = 2;

    /** The user ended it. */
    static final int INTERRUPTED = 130;

    @Spec private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs a command. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed)
                .setAbbreviatedOptionsAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }

    private static int misunderstood(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        say(command, e.getMessage() + "; see '" + name + " --help'");
        return USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed)
            throws Exception {
        if (e instanceof Failure) {
            say(command, String.valueOf(e.getMessage()));
            return USAGE;
        }
        throw e;
    }

    private static void say(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + String.join(" ", message.lines().toList()));
        err.flush();
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ioreactor " + number()};
        }

        static String number() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version != null ? version : "(not packaged)";
        }
    }
}
