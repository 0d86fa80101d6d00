package io.resforge.inference.rollout;

import java.util.regex.Pattern;

/** Names of models, where a star stands for any characters, also for none. */
public record ModelPattern(String text) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9*-]{1,63}");

    public ModelPattern {
        if (!ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a pattern of models' names is 1 to 63 lower-case letters, digits, dashes and stars, such as team-*,"
                            + " was '" + text + "'");
        }
    }

    /** Whether a model's name fits. */
    public boolean matches(String model) {
        int name = 0;
        int at = 0;
        int star = -1;
        int resume = 0;
        while (name < model.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = name;
            } else if (at < text.length() && text.charAt(at) == model.charAt(name)) {
                at++;
                name++;
            } else if (star >= 0) { // the last star takes one character more
                at = star + 1;
                name = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }
}
