package io.resforge.training.recipe;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads single values of a recipe's tree. Numbers may also be text, as some programs write them; messages name the path. */
final class Values {

    /** Beyond this, JSON's numbers are no longer exact. */
    private static final long MOST = 1L << 53;

    /** As JSON has numbers, also without digits before or behind the point; a zero in front is an octal number for some. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?!0[0-9])([0-9]{1,40}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][-+]?[0-9]{1,4})?");

    private Values() {}

    static double number(String path, Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when NUMBER.matcher(text.strip()).matches() -> new BigDecimal(text.strip()).doubleValue();
            case null, default -> throw wrong(path, "a number", value);
        };
    }

    static int whole(String path, Object value) {
        long whole = wholeLong(path, value);
        if (whole != (int) whole) {
            throw wrong(path, "a whole number from -2147483648 to 2147483647", value);
        }
        return (int) whole;
    }

    /** A whole number of at most 2^53 in size. */
    static long wholeLong(String path, Object value) {
        double number;
        try {
            number = number(path, value);
        } catch (InvalidRecipe _) {
            throw wrong(path, "a whole number", value);
        }
        if (number != Math.rint(number)) {
            throw wrong(path, "a whole number", value);
        }
        // Compared exactly: as a double, 2^53 + 1 is 2^53.
        if (Double.isInfinite(number)
                || new BigDecimal(value.toString().strip()).abs().compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw wrong(path, "a whole number from -9007199254740992 to 9007199254740992", value);
        }
        return (long) number;
    }

    static boolean flag(String path, Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(path, "true or false", value);
    }

    static String text(String path, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(path, "text", value);
    }

    /** A list, or a single value as a list of one. */
    static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    /** The refusal of a value; {@code allowed} completes "epochs must be …". */
    static InvalidRecipe wrong(String path, String allowed, Object value) {
        return new InvalidRecipe(
                path, String.format(Locale.ROOT, "%s must be %s, was %s", path, allowed, shown(value)));
    }

    private static String shown(Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "'" + text + "'";
            case Map<?, ?> _ -> "a group of keys";
            case List<?> list when list.size() > 8 -> "a list of " + list.size();
            default -> value.toString();
        };
    }
}
