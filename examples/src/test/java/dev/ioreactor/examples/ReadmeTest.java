package dev.ioreactor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the front page shows is what is compiled and tested. */
final class ReadmeTest {
    @Test
    void everyLineOfCodeStandsInAnExample() throws IOException {
        Set<String> lines = new HashSet<>(Set.of("…", ""));
        for (String name : List.of("Echo", "Chat")) {
            Path source = Path.of("src/main/java/dev/ioreactor/examples", name + ".java");
            Files.readAllLines(source).forEach(line -> lines.add(line.strip()));
        }
        List<String> code = code(Files.readAllLines(Path.of("../README.md")));
        assertThat(code).hasSizeGreaterThan(20).isSubsetOf(lines);
    }

    private static List<String> code(List<String> page) {
        boolean[] inside = {false};
        return page.stream()
                .filter(line -> {
                    boolean isFence = line.startsWith("```");
                    inside[0] ^= isFence;
                    return inside[0] && !isFence;
                })
                .map(String::strip)
                .toList();
    }
}
