package io.resforge.report.chart;

/** Names of classes, cut to the room that a picture has. */
final class Labels {

    private Labels() {}

    /** The name, or its beginning and an ellipsis. */
    static String fit(String label, int letters) {
        return label.codePointCount(0, label.length()) <= letters
                ? label
                : label.substring(0, label.offsetByCodePoints(0, letters - 1)) + "…";
    }
}
