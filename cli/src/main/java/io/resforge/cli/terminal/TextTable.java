package io.resforge.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi.Text;

/**
 * A table as wide as its content: a head, two blanks between columns, numbers to the right. On a person's terminal the last
 * columns are left out if they do not fit; so the most important ones come first.
 */
public final class TextTable {

    private static final String GAP = "  ";

    private final Terminal terminal;
    private final List<String> head;
    private final List<List<Text>> rows = new ArrayList<>();

    /**
     * @param head the columns' names; one that begins with {@code >} aligns its column to the right
     */
    public TextTable(Terminal terminal, String... head) {
        this.terminal = terminal;
        this.head = List.of(head);
    }

    /** Adds a row; cells may carry markup. There must be one for each column. */
    public void row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException("a row needs " + head.size() + " cells, was given " + cells.length);
        }
        List<Text> texts = new ArrayList<>();
        for (String cell : cells) {
            texts.add(terminal.text(cell));
        }
        rows.add(texts);
    }

    /** Prints the table. */
    public void print() {
        int[] widths = widths();
        List<Text> names = head.stream()
                .map(name -> terminal.text("@|bold " + plain(name) + "|@"))
                .toList();
        terminal.out().println(joined(names, widths));
        rows.forEach(row -> terminal.out().println(joined(row, widths)));
    }

    private int[] widths() {
        int[] widths = head.stream().mapToInt(name -> plain(name).length()).toArray();
        for (List<Text> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] =
                        Math.max(widths[column], row.get(column).plainString().length());
            }
        }
        return terminal.live() ? fitting(widths) : widths;
    }

    private int[] fitting(int[] widths) {
        int columns = widths.length;
        while (columns > 1
                && IntStream.of(widths).limit(columns).sum() + GAP.length() * (columns - 1) > terminal.width()) {
            columns--;
        }
        return Arrays.copyOf(widths, columns);
    }

    private String joined(List<Text> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            Text cell = cells.get(column);
            String blanks = " ".repeat(widths[column] - cell.plainString().length());
            boolean right = head.get(column).startsWith(">");
            line.append(column == 0 ? "" : GAP).append(right ? blanks + cell : cell + blanks);
        }
        return PlainText.unmarked(line.toString().stripTrailing());
    }

    private static String plain(String name) {
        return name.startsWith(">") ? name.substring(1) : name;
    }
}
