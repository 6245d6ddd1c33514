package dev.ioreactor.cli.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** Reads the small text files by which Linux tells about itself; finds nothing elsewhere. */
public final class Proc {
    private Proc() {}

    /** The file's text without its line end; empty if there is none or it may not be read. */
    public static String text(String path) {
        // Many of these files have no length and give all in one read, or else are cut short.
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The {@code index}-th number of a file; empty if there is none. */
    public static OptionalLong number(String path, int index) {
        String[] words = text(path).split("\\s+", -1);
        return index < words.length ? parse(words[index]) : OptionalLong.empty();
    }

    /**
     * A number that stands behind a label, such as that of {@code MemAvailable:} in {@code
     * /proc/meminfo}.
     *
     * @param column 0 for the first one behind the label
     */
    public static OptionalLong labelled(String path, String label, int column) {
        for (String line : lines(path)) {
            if (line.startsWith(label)) {
                String[] words = line.substring(label.length()).strip().split("\\s+", -1);
                return column < words.length ? parse(words[column]) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private static List<String> lines(String path) {
        return text(path).lines().toList();
    }

    private static OptionalLong parse(String word) {
        if (word.equals("unlimited")) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
        try {
            return OptionalLong.of(Long.parseLong(word));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
