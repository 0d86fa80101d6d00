package io.resforge.cli.terminal;

import io.resforge.neuralnet.text.LogText;

/**
 * Texts of others on a terminal, such as names of files, class labels and what a server says: they style nothing, move no cursor and turn no
 * line around. What cannot be seen is told as Java writes it, such as {@code \u001b}.
 */
public final class PlainText {

    /** Stands for the @ of a text of others until it is printed, so that it begins and ends no markup of ours. */
    private static final char AT = '\uFFFF';

    private PlainText() {}

    /** A text of others as a part of markup: it is printed as it is. */
    public static String of(String text) {
        return escaped(text).replace('@', AT);
    }

    /** A text without characters that cannot be seen: control characters, also those of direction, and halves of characters. */
    public static String escaped(String text) {
        return LogText.rewritten(text, point -> point != AT && LogText.isVisible(point));
    }

    /** The same of a line of a log or a stack trace, in which tabs stay. */
    public static String indented(String line) {
        return LogText.rewritten(line, point -> point == '\t' || point != AT && LogText.isVisible(point));
    }

    /** A JSON document that means the same. Only its texts can hold what cannot be seen, save line breaks. */
    public static String inJson(String document) {
        return LogText.rewritten(document, point -> point == '\n' || LogText.isVisible(point));
    }

    /** What a terminal gets for a text that may hold parts made by {@link #of}. */
    static String printed(String markup) {
        return LogText.rewritten(markup, LogText::isVisible);
    }

    /** What was marked by {@link #of}, as it was. */
    static String unmarked(String rendered) {
        return rendered.replace(AT, '@');
    }
}
