package dev.ioreactor.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, row by row; the first column is text, the others are numbers. */
final class Table {
    private final StringBuilder text = new StringBuilder();
    private final List<String> row = new ArrayList<>();

    Table(String... headings) {
        text.append("| ").append(String.join(" | ", headings)).append(" |\n|---|");
        text.append("--:|".repeat(headings.length - 1)).append('\n');
    }

    /** Begins a row. */
    Table row(String title) {
        endRow();
        row.add(title);
        return this;
    }

    Table cell(String value) {
        row.add(value);
        return this;
    }

    /** A number; nothing if it is NaN. */
    Table cell(double value, String format) {
        return cell(Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value));
    }

    /** A median and its quartiles. */
    Table cell(RawData.Spread spread) {
        return cell(spread, "%.2f");
    }

    /** A median and its quartiles, each in that format. */
    Table cell(RawData.Spread spread, String format) {
        return cell(
                Double.isNaN(spread.median())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%1$s (%1$s–%1$s)".formatted(format),
                                spread.median(),
                                spread.low(),
                                spread.high()));
    }

    private void endRow() {
        if (!row.isEmpty()) {
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
            row.clear();
        }
    }

    @Override
    public String toString() {
        endRow();
        return text.toString();
    }
}
