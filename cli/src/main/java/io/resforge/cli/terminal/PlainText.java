package io.resforge.cli.terminal;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Texts of others on a terminal, such as names of files, class labels and what a server says: they style nothing, move no cursor and turn no
 * line around. What cannot be seen is told as Java writes it, such as {@code \u001b}.
 */
public final class PlainText {

    /** Stands for the @ of a text of others until it is printed, so that it begins and ends no markup of ours. */
    private static final char AT = '\uFFFF';

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PlainText() {}

    /** A text of others as a part of markup: it is printed as it is. */
    public static String of(String text) {
        return escaped(text).replace('@', AT);
    }

    /** A text without characters that cannot be seen: control characters, also those of direction, and halves of characters. */
    public static String escaped(String text) {
        return rewritten(text, point -> point != AT && isVisible(point));
    }

    /** The same of a line of a log or a stack trace, in which tabs stay. */
    public static String indented(String line) {
        return rewritten(line, point -> point == '\t' || point != AT && isVisible(point));
    }

    /** A JSON document that means the same. Only its texts can hold what cannot be seen, save line breaks. */
    public static String inJson(String document) {
        return rewritten(document, point -> point == '\n' || isVisible(point));
    }

    /** What a terminal gets for a text that may hold parts made by {@link #of}. */
    static String printed(String markup) {
        return rewritten(markup, PlainText::isVisible);
    }

    /** What was marked by {@link #of}, as it was. */
    static String unmarked(String rendered) {
        return rendered.replace(AT, '@');
    }

    private static String rewritten(String text, IntPredicate stays) {
        if (text.codePoints().allMatch(stays)) {
            return text;
        }
        StringBuilder rewritten = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (stays.test(point)) {
                rewritten.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    rewritten.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return rewritten.toString();
    }

    /** The two joiners shape Persian words and emoji. */
    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> point == ZERO_WIDTH_NON_JOINER || point == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }
}
