package io.resforge.registry.store;

import java.util.regex.Pattern;

/**
 * What an object's key may be: names of 1 to 128 letters, digits and {@code . _ -}, joined by {@code /}, at most 512
 * characters in all. No name begins with a dot: so no key leads out of a folder, and a store can keep files of its own.
 * Keys should not differ only in case.
 */
public final class ObjectKeys {

    private static final int LONGEST = 512;
    private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}";
    private static final Pattern KEY = Pattern.compile(NAME + "(/" + NAME + ")*");
    private static final Pattern PREFIX = Pattern.compile("(" + NAME + "/)*(" + NAME + ")?");

    private ObjectKeys() {}

    /** Whether an object can have this key. */
    public static boolean isKey(String text) {
        return text != null && text.length() <= LONGEST && KEY.matcher(text).matches();
    }

    /** Checks an object's key; throws IllegalArgumentException if no object can have it. */
    public static String requireKey(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException(
                    "an object's key must be names of letters, digits and . _ - (no dot first, at most"
                            + " 128 each and " + LONGEST + " in all) joined by /, was '" + key + "'");
        }
        return key;
    }

    /** Checks the beginning of a key, which may be empty; throws IllegalArgumentException if no key can begin so. */
    public static String requirePrefix(String prefix) {
        if (prefix == null
                || prefix.length() > LONGEST
                || !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "a prefix must be empty or the beginning of a key: names of letters, digits and"
                            + " . _ - (no dot first) joined by /, was '" + prefix + "'");
        }
        return prefix;
    }
}
