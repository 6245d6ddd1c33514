package dev.ioreactor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ioreactor.engine.EngineProvider;
import dev.ioreactor.engine.Engines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What ends within this process: help, mistakes, and the doctor. */
final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"", "c10k", "doctor", "echo", "chat"})
    void everyCommandHelps(String command) {
        assertThat(run((command + " --help").strip().split(" ", -1))).isZero();
        assertThat(out.toString()).contains("Usage: ioreactor", "--help", "--version");
    }

    @Test
    void withoutACommandTheHelpIsAMistake() {
        assertThat(run()).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("Usage: ioreactor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "c10k --engine nothing | no engine is named 'nothing'",
                "c10k --connections 0 | --connections 0 is not between 1 and",
                "c10k --active -1 | --active -1 is not between 1 and",
                "c10k --payload 2000000 | --payload 2000000 is not between 1 and 1048576",
                "c10k --seconds 0 | --seconds 0 is not between",
                "c10k --seconds soon | 'soon' is not an int",
                "c10k --json /no/such/folder/file | cannot write /no/such/folder/file",
                "c10k --colour | Unknown option: '--colour'",
                "echo --idle -1 | --idle -1 is less than 0",
                "echo --max-connections 0 | --max-connections 0 is not between",
                "chat --engine nothing | no engine is named 'nothing'",
                "shout | Unmatched argument"
            })
    void aMistakeIsToldInOneLine(String line, String because) {
        assertThat(run(line.split(" ", -1))).isEqualTo(Main.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().contains(because);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theDoctorNamesEveryEngineAndTheBest() {
        assertThat(run("doctor")).isZero();
        for (EngineProvider provider : Engines.all()) {
            assertThat(out.toString()).contains(provider.name(), provider.rationale());
        }
        assertThat(out.toString())
                .contains(Engines.best().name() + " ", "best here", "descriptors", "JDK");
    }

    @Test
    void theDoctorWritesTheSameAsJson() {
        assertThat(run("doctor", "--json")).isZero();
        JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("best").getAsString()).isEqualTo(Engines.best().name());
        List<String> names =
                json.getAsJsonArray("engines").asList().stream()
                        .map(engine -> engine.getAsJsonObject().get("name").getAsString())
                        .toList();
        assertThat(names).isEqualTo(Engines.all().stream().map(EngineProvider::name).toList());
        assertThat(json.getAsJsonObject("limits").get("descriptorsSoft").getAsLong()).isPositive();
    }

    private int run(String... arguments) {
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
