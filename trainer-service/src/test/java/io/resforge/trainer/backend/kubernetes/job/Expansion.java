package io.resforge.trainer.backend.kubernetes.job;

import java.util.Map;
import java.util.function.UnaryOperator;

/** What Kubernetes makes of a container's arguments and variables, as its documentation tells. */
final class Expansion {

    private Expansion() {}

    /** With these variables. */
    static String of(String text, Map<String, String> variables) {
        return of(text, name -> variables.getOrDefault(name, "$(" + name + ")"));
    }

    /** Where every name is a variable that has this value. */
    static String withEvery(String value, String text) {
        return of(text, name -> value);
    }

    private static String of(String text, UnaryOperator<String> variables) {
        StringBuilder expanded = new StringBuilder();
        int place = 0;
        while (place < text.length()) {
            int end = text.indexOf(')', place);
            if (text.startsWith("$$", place)) {
                expanded.append('$');
                place += 2;
            } else if (text.startsWith("$(", place) && end >= 0) {
                expanded.append(variables.apply(text.substring(place + 2, end)));
                place = end + 1;
            } else {
                expanded.append(text.charAt(place));
                place++;
            }
        }
        return expanded.toString();
    }
}
