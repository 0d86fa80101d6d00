package io.resforge.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Help.Ansi.Text;

/**
 * A table as wide as its content: a head, two blanks between columns, numbers to the right. Nothing is lost on a person's terminal that is
 * too narrow for it: the last column is wrapped if words fit there, else what the last columns say comes on lines of its own below each row.
 * Only a column without a name, such as of bars, is left out then.
 */
public final class TextTable {

    private static final String GAP = "  ";
    private static final String INDENT = "    ";

    /** Fewer columns than these are no place for words. */
    private static final int NARROWEST = 24;

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
        lines().forEach(terminal.out()::println);
    }

    /** The table as lines that are ready to be printed. */
    public List<String> lines() {
        int[] widths = widths();
        int last = widths.length - 1;
        int room = terminal.width() - total(widths, last) - (last > 0 ? GAP.length() : 0);
        boolean fits = !terminal.live() || room >= widths[last];
        int shown = widths.length;
        if (!fits && room >= NARROWEST && !isRight(last)) {
            widths[last] = room;
        } else if (!fits) {
            shown = fitting(widths);
        }
        List<String> lines = new ArrayList<>();
        List<Text> names = head.stream()
                .map(name -> terminal.text("@|bold " + plain(name) + "|@"))
                .toList();
        lines.add(joined(names, widths, shown));
        for (List<Text> row : rows) {
            lines.addAll(lines(row, widths, shown));
        }
        return lines;
    }

    private List<String> lines(List<Text> row, int[] widths, int shown) {
        List<String> lines = new ArrayList<>();
        int last = widths.length - 1;
        if (shown <= last) {
            lines.add(joined(row, widths, shown));
            lines.addAll(below(row, shown));
            return lines;
        }
        List<Text> first = new ArrayList<>(row);
        List<Text> parts = wrapped(row.get(last), Math.max(1, widths[last]));
        first.set(last, parts.getFirst());
        lines.add(joined(first, widths, shown));
        String indent = " ".repeat(total(widths, last) + (last > 0 ? GAP.length() : 0));
        parts.stream().skip(1).forEach(part -> lines.add(indent + PlainText.unmarked(part.toString())));
        return lines;
    }

    /** What does not fit beside the rest of a row: names and values, below it. */
    private List<String> below(List<Text> row, int shown) {
        StringJoiner rest = new StringJoiner(GAP);
        for (int column = shown; column < head.size(); column++) {
            String value = row.get(column).plainString();
            if (!plain(head.get(column)).isEmpty() && !value.isEmpty() && !value.equals("-")) {
                rest.add(plain(head.get(column)) + " " + value);
            }
        }
        return rest.length() == 0
                ? List.of()
                : wrapped(terminal.text(rest.toString()), terminal.width() - INDENT.length()).stream()
                        .map(line -> INDENT + PlainText.unmarked(line.toString()))
                        .toList();
    }

    private static List<Text> wrapped(Text text, int columns) {
        return TextWidth.lines(text.plainString(), columns).stream()
                .map(line -> text.substring(line[0], line[1]))
                .toList();
    }

    private int[] widths() {
        int[] widths = head.stream().mapToInt(name -> TextWidth.of(plain(name))).toArray();
        for (List<Text> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] =
                        Math.max(widths[column], TextWidth.of(row.get(column).plainString()));
            }
        }
        return widths;
    }

    private int fitting(int[] widths) {
        int columns = widths.length;
        while (columns > 1 && total(widths, columns) > terminal.width()) {
            columns--;
        }
        return columns;
    }

    private static int total(int[] widths, int columns) {
        int total = GAP.length() * Math.max(0, columns - 1);
        for (int column = 0; column < columns; column++) {
            total += widths[column];
        }
        return total;
    }

    private String joined(List<Text> cells, int[] widths, int shown) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < shown; column++) {
            Text cell = cells.get(column);
            String blanks = " ".repeat(Math.max(0, widths[column] - TextWidth.of(cell.plainString())));
            line.append(column == 0 ? "" : GAP).append(isRight(column) ? blanks + cell : cell + blanks);
        }
        return PlainText.unmarked(line.toString().stripTrailing());
    }

    private boolean isRight(int column) {
        return head.get(column).startsWith(">");
    }

    private static String plain(String name) {
        return name.startsWith(">") ? name.substring(1) : name;
    }
}
