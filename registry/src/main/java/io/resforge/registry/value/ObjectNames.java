package io.resforge.registry.value;

/** The names that objects are stored under; each check returns the name, or refuses it with what is allowed. */
public final class ObjectNames {

    /** Also of a DNS label, so that a Kubernetes object can have the same name. */
    private static final int LONGEST_LABEL = 63;

    private static final int MOST_DIGITS = 18;

    private ObjectNames() {}

    /** A model's name, such as {@code cifar10}. */
    public static String model(String name) {
        return label("a model's name", name);
    }

    /** A run's id, such as {@code resnet20-7f3a}. */
    public static String run(String id) {
        return label("a run's id", id);
    }

    /** The id of a request, such as a UUID. */
    public static String request(String id) {
        return label("a request's id", id);
    }

    /** A version within a model, such as {@code 17}. */
    public static String version(String version) {
        if (!isVersion(version)) {
            throw new IllegalArgumentException(
                    "a version must be a whole number from 1, such as 17, was '" + version + "'");
        }
        return version;
    }

    /** Whether this can be a version: a decimal number from 1, without leading zeros. */
    public static boolean isVersion(String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.charAt(0) != '0'
                && isOf(text, false);
    }

    /** Whether this can be the name of a model or the id of a run. */
    public static boolean isLabel(String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= LONGEST_LABEL
                && text.charAt(0) != '-'
                && text.charAt(text.length() - 1) != '-'
                && isOf(text, true);
    }

    /** Whether a text is of digits, and of letters and dashes where these may be. A loop, since each key of a store is looked at. */
    private static boolean isOf(String text, boolean lettersToo) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean letter = character >= 'a' && character <= 'z' || character == '-';
            if (!isDigit(character) && !(lettersToo && letter)) {
                return false;
            }
        }
        return true;
    }

    private static String label(String what, String text) {
        if (!isLabel(text)) {
            throw new IllegalArgumentException(
                    what + " must be 1 to 63 lower-case letters, digits and inner dashes, was '" + text + "'");
        }
        return text;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
