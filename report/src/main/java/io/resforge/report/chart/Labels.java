package io.resforge.report.chart;

/** Names of classes, cut to the room that a picture has. */
final class Labels {

    /** Mean width of a letter as a share of the font size; generous, since the viewer chooses the font. */
    private static final double LETTER = 0.58;

    private Labels() {}

    /** The name, or its beginning and an ellipsis. */
    static String fit(String label, int letters) {
        return label.codePointCount(0, label.length()) <= letters
                ? label
                : label.substring(0, label.offsetByCodePoints(0, letters - 1)) + "…";
    }

    /** About how wide the text will be. */
    static double width(String text, double size) {
        return text.codePointCount(0, text.length()) * LETTER * size;
    }
}
