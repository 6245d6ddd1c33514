package dev.ioreactor.unix.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which calls failed how often, and how often an engine got over it: one row per call and error.
 */
final class FaultTable {
    private record Cell(int passed, int failed) {}

    private final Set<String> rows = new LinkedHashSet<>();
    private final Set<String> engines = new LinkedHashSet<>();
    private final Map<String, Cell> cells = new TreeMap<>();
    private final List<String> details = new ArrayList<>();

    void add(String engine, Fault fault, int passed, int failed) {
        rows.add(fault.name());
        engines.add(engine);
        cells.put(engine + " " + fault.name(), new Cell(passed, failed));
    }

    void detail(String line) {
        details.add(line);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format("%-38s", "passed/failed"));
        engines.forEach(engine -> text.append(String.format("%10s", engine)));
        text.append('\n');
        for (String row : rows) {
            text.append(String.format("%-38s", row));
            for (String engine : engines) {
                Cell cell = cells.get(engine + " " + row);
                String figures = cell == null ? "" : cell.passed() + "/" + cell.failed();
                text.append(String.format("%10s", figures));
            }
            text.append('\n');
        }
        details.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, toString());
    }
}
