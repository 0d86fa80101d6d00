package io.resforge.registry.value;

/** Checks of the fields of stored records. Each returns the value, or throws an {@link IllegalArgumentException}. */
public final class FieldChecks {

    private FieldChecks() {}

    /** Something that must be there. */
    public static <T> T present(String what, T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " must be given");
        }
        return value;
    }

    /** Text with something to read in it. */
    public static String text(String what, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(what + " must be given and not blank");
        }
        return value;
    }

    /** A share of a whole, such as an accuracy: from 0 to 1. */
    public static double share(String what, double value) {
        if (!(value >= 0 && value <= 1)) { // also refuses NaN
            throw new IllegalArgumentException(what + " must be within [0, 1], was " + value);
        }
        return value;
    }

    /** A finite number from 0, such as a loss or a speed. */
    public static double notNegative(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) { // also refuses NaN
            throw new IllegalArgumentException(what + " must be a finite number of at least 0, was " + value);
        }
        return value;
    }

    /** A share of a whole that may be unknown. */
    public static Double shareOrNull(String what, Double value) {
        return value == null ? null : Double.valueOf(share(what, value));
    }

    /** A finite number from 0 that may be unknown. */
    public static Double notNegativeOrNull(String what, Double value) {
        return value == null ? null : Double.valueOf(notNegative(what, value));
    }

    /** A count with a lower bound. */
    public static long atLeast(String what, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", was " + value);
        }
        return value;
    }

    /** A count with bounds, which count too. */
    public static long within(String what, long least, long most, long value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + most + ", was " + value);
        }
        return value;
    }
}
