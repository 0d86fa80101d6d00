package io.resforge.neuralnet.text;

/** Cuts texts that others made, such as a name in a message of an error. */
public final class Excerpt {

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
