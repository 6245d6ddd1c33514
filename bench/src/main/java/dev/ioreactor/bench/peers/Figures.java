package dev.ioreactor.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of raw data: a flat JSON object whose values are numbers and texts. */
final class Figures {
    private static final Pattern FIELD =
            Pattern.compile("\"([^\"]+)\":\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([-0-9.eE+]+))");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    /** A line of this type. */
    static Figures of(String type) {
        return new Figures().with("type", type);
    }

    /** The line about a server that does not take part in a work, and why. */
    static Figures absent(String server, String work, Exception why) {
        return of("absent")
                .with("server", server)
                .with("work", work)
                .with("why", String.valueOf(why.getMessage()));
    }

    /** Reads one line; what is not a number or a text is passed over. */
    static Figures parse(String line) {
        Figures figures = new Figures();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            if (field.group(3) != null) {
                figures.with(field.group(1), Double.parseDouble(field.group(3)));
            } else {
                figures.with(field.group(1), field.group(2).replaceAll("\\\\(.)", "$1"));
            }
        }
        return figures;
    }

    /** All lines of a file; none if there is no file. */
    static List<Figures> readAll(Path file) throws IOException {
        List<Figures> all = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                all.add(parse(line));
            }
        }
        return all;
    }

    Figures with(String name, String text) {
        texts.put(name, text);
        return this;
    }

    Figures with(String name, double number) {
        if (!Double.isNaN(number)) {
            numbers.put(name, number);
        }
        return this;
    }

    /** Takes over the numbers of another line. */
    Figures withNumbersOf(Figures other) {
        numbers.putAll(other.numbers);
        return this;
    }

    /** The text of that name, empty if there is none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    boolean is(String name, String text) {
        return text(name).equals(text);
    }

    /** The number of that name, NaN if there is none. */
    double number(String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    /** Appends this line to a file. */
    void appendTo(Path file) throws IOException {
        Files.writeString(
                file,
                this + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Override
    public String toString() {
        List<String> fields = new ArrayList<>();
        texts.forEach((name, text) ->
                fields.add(
                        "\"%s\":\"%s\""
                                .formatted(
                                        name, text.replace("\\", "\\\\").replace("\"", "\\\""))));
        numbers.forEach((name, number) -> fields.add("\"" + name + "\":" + plain(number)));
        return "{" + String.join(",", fields) + "}";
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.9g", number);
    }
}
