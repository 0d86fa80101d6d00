package io.resforge.cli.terminal;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.WCWidth;

/** How many columns a text takes on a terminal: two for each character of East Asia and each emoji, none for accents that stand alone. */
public final class TextWidth {

    private static final int EMOJI_STYLE = 0xFE0F;
    private static final String BREAK_AFTER = " /,-";

    private TextWidth() {}

    /** The columns of a text that moves no cursor. */
    public static int of(String text) {
        if (text.chars().allMatch(point -> point < 0x300)) {
            return text.length();
        }
        int columns = 0;
        BreakIterator characters = characters(text);
        for (int from = 0, to = characters.next(); to != BreakIterator.DONE; from = to, to = characters.next()) {
            columns += ofCharacter(text.substring(from, to));
        }
        return columns;
    }

    /** The text with blanks after it, so that it takes so many columns at least. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** The text, or its beginning and a mark if it takes more columns than these. */
    public static String shortened(String text, int columns, String mark) {
        return of(text) <= columns ? text : text.substring(0, cut(text, 0, columns - of(mark))) + mark;
    }

    /** Where a text is cut so that it takes so many columns at the most: between two characters as people see them. */
    static int cut(String text, int from, int columns) {
        BreakIterator characters = characters(text);
        int at = from;
        int left = columns;
        while (at < text.length()) {
            int to = characters.following(at);
            left -= ofCharacter(text.substring(at, to));
            if (left < 0) {
                return at;
            }
            at = to;
        }
        return at;
    }

    /** The lines of a text of so many columns at the most, each as where it begins and ends; words stay whole where they fit a line. */
    static List<int[]> lines(String text, int columns) {
        List<int[]> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = Math.max(cut(text, from, columns), characters(text).following(from));
            int stop = end == text.length() ? end : afterWord(text, from, end);
            lines.add(new int[] {from, stripped(text, from, stop)});
            from = stop;
            while (from < text.length() && text.charAt(from) == ' ') {
                from++;
            }
        }
        return lines.isEmpty() ? List.of(new int[] {0, 0}) : lines;
    }

    private static int afterWord(String text, int from, int end) {
        if (text.charAt(end) == ' ') {
            return end;
        }
        for (int at = end; at > from; at--) {
            if (BREAK_AFTER.indexOf(text.charAt(at - 1)) >= 0) {
                return at;
            }
        }
        return end;
    }

    private static int stripped(String text, int from, int to) {
        int end = to;
        while (end > from && text.charAt(end - 1) == ' ') {
            end--;
        }
        return end;
    }

    /** Of one character as people see it, which may be several of Unicode. */
    private static int ofCharacter(String character) {
        boolean emoji = character.indexOf(EMOJI_STYLE) > 0;
        return emoji
                ? 2
                : character
                        .codePoints()
                        .map(WCWidth::wcwidth)
                        .map(width -> Math.max(0, width))
                        .max()
                        .orElse(0);
    }

    private static BreakIterator characters(String text) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        return characters;
    }
}
