package io.resforge.registry.store;

/**
 * What an object's key may be: names of 1 to 128 letters, digits and {@code . _ -}, joined by {@code /}, at most 512
 * characters in all. No name begins with a dot: so no key leads out of a folder, and a store can keep files of its own.
 * Keys should not differ only in case.
 */
public final class ObjectKeys {

    private static final int LONGEST = 512;
    private static final int LONGEST_NAME = 128;

    private ObjectKeys() {}

    /** Whether an object can have this key. */
    public static boolean isKey(String text) {
        return text != null && !text.isEmpty() && !text.endsWith("/") && isPrefix(text);
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
        if (prefix == null || !isPrefix(prefix)) {
            throw new IllegalArgumentException(
                    "a prefix must be empty or the beginning of a key: names of letters, digits and"
                            + " . _ - (no dot first) joined by /, was '" + prefix + "'");
        }
        return prefix;
    }

    /** Without a pattern, since each request to a store asks. */
    private static boolean isPrefix(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        int begin = 0; // of the name that it is in
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean first = i == begin;
            if (character == '/' && !first) {
                begin = i + 1;
            } else if (i - begin >= LONGEST_NAME || !isOfName(character, first)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfName(char character, boolean first) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || character == '_'
                || character == '-'
                || character == '.' && !first;
    }
}
