package io.resforge.neuralnet.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.logging.LogRecord;

/**
 * Texts of others in a log, such as names of files, class labels and what a server says: each message stays one line, so that no text can
 * pass for a line of the log, moves no cursor and turns no line around. What cannot be seen is told as Java writes it, such as {@code \u001b}.
 */
public final class LogText {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private LogText() {}

    /** A message as one line. Tabs stay. */
    public static String line(String message) {
        return rewritten(message, point -> point == '\t' || isVisible(point));
    }

    /**
     * A failure that prints the same stack trace, but for what its messages hold that cannot be seen. Their line breaks stay, and what follows
     * one begins with blanks, as no line of a log does.
     */
    public static Throwable trace(Throwable failure) {
        return isPlain(failure, identities()) ? failure : new Printed(failure, identities());
    }

    /**
     * Rewrites a record before it is printed.
     *
     * @param message its message with its parameters in place
     */
    public static void rewrite(LogRecord record, String message) {
        String line = message == null ? null : line(message);
        if (line != null && !line.equals(message)) {
            record.setMessage(line);
            record.setParameters(null);
        }
        if (record.getThrown() != null) {
            record.setThrown(trace(record.getThrown()));
        }
    }

    /** A text in which all but the characters that stay are told as Java writes them. */
    public static String rewritten(String text, IntPredicate stays) {
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

    /** Whether a character can be seen, or shapes those that can: the two joiners shape Persian words and emoji. */
    public static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> point == ZERO_WIDTH_NON_JOINER || point == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static String indented(String text) {
        return rewritten(text.replace("\r\n", "\n"), point -> point == '\n' || point == '\t' || isVisible(point))
                .replace("\n", "\n    ");
    }

    private static Set<Throwable> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean isPlain(Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isPlain(suppressed, seen)) {
                return false;
            }
        }
        String text = failure.toString();
        return indented(text).equals(text) && isPlain(failure.getCause(), seen);
    }

    /** A failure as it is printed. */
    private static final class Printed extends Throwable {

        private static final long serialVersionUID = 1;

        private final String text;

        /** @param seen those that are printed already, or a circle of causes has no end */
        Printed(Throwable failure, Set<Throwable> seen) {
            super(null, cause(failure, seen), true, true);
            this.text = indented(failure.toString());
            setStackTrace(failure.getStackTrace());
            for (Throwable suppressed : failure.getSuppressed()) {
                if (!seen.contains(suppressed)) {
                    addSuppressed(new Printed(suppressed, seen));
                }
            }
        }

        private static Throwable cause(Throwable failure, Set<Throwable> seen) {
            seen.add(failure);
            Throwable cause = failure.getCause();
            return cause == null || seen.contains(cause) ? null : new Printed(cause, seen);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Cuts texts that others made, such as a name in a message of an error. */
    public static final class Excerpt {

        private static final char REPLACEMENT = '\uFFFD';

        private Excerpt() {}

        /**
         * The text, or its beginning and an ellipsis. It is cut between two characters, never within one of those that Java keeps in two halves,
         * such as an emoji: half of one is no text that can be written in UTF-8, and some libraries log a stack trace for each. Halves that
         * were there before are replaced.
         *
         * @param most characters (code points) of the text that are kept, at least 0
         */
        public static String of(String text, int most) {
            if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
                return wellFormed(text);
            }
            return wellFormed(text.substring(0, text.offsetByCodePoints(0, most))) + "…";
        }

        /** The text with U+FFFD in the place of each half of a character. */
        public static String wellFormed(String text) {
            StringBuilder mended = null;
            for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
                int point = text.codePointAt(at);
                if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                    mended = mended == null ? new StringBuilder(text) : mended;
                    mended.setCharAt(at, REPLACEMENT);
                }
            }
            return mended == null ? text : mended.toString();
        }
    }
}
