package io.resforge.report.chart;

import io.resforge.neuralnet.text.Excerpt;

/** Names of classes, cut to the room that a picture has. */
final class Labels {

    private Labels() {}

    /** The name, or its beginning and an ellipsis. */
    static String fit(String label, int letters) {
        return label.codePointCount(0, label.length()) <= letters ? label : Excerpt.of(label, letters - 1);
    }
}
