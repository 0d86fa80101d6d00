package io.resforge.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table that can be printed. The first column is aligned to the left, the others to the right where all of their
 * cells look like numbers.
 *
 * @param header one title a column
 * @param rows as many cells a row as there are titles
 */
public record ReportTable(List<String> header, List<List<String>> rows) {

    private static final Pattern NUMBER = Pattern.compile("–|[-+]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?(e-?\\d+)?%?");

    public ReportTable {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "a row must have " + header.size() + " cells, has " + row.size() + ": " + row);
            }
        }
    }

    /** The table in Markdown. */
    public String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(header));
        lines.add(columns().mapToObj(i -> numeric(i) ? "---:" : "---").collect(Collectors.joining(" | ", "| ", " |")));
        rows.forEach(row -> lines.add(markdown(row)));
        return String.join("\n", lines) + "\n";
    }

    /** The table for a terminal, in columns parted by two spaces. */
    public String text() {
        int[] widths = columns().map(this::width).toArray();
        List<String> lines = new ArrayList<>();
        lines.add(text(header, widths));
        rows.forEach(row -> lines.add(text(row, widths)));
        return String.join("\n", lines) + "\n";
    }

    /** Whether a column is aligned to the right. */
    public boolean numeric(int column) {
        return column > 0
                && rows.stream().map(row -> row.get(column)).allMatch(cell -> NUMBER.matcher(cell)
                        .matches());
    }

    private String markdown(List<String> cells) {
        return cells.stream().map(Markdown::escape).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private String text(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : "  ").append(numeric(i) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int widest =
                rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
        return Math.max(widest, length(header.get(column)));
    }

    private IntStream columns() {
        return IntStream.range(0, header.size());
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** Text in Markdown. */
    static final class Markdown {

        private Markdown() {}

        /** The text with whatever Markdown or HTML would take for its own escaped. */
        static String escape(String text) {
            return text.replaceAll("[\\\\`*\\[\\]|#~]", "\\\\$0")
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;");
        }
    }
}
