package io.resforge.report.page;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them, the same in every language of the machine. */
final class NumberFormat {

    /** What stands where there is no number. */
    static final String NONE = "–";

    private NumberFormat() {}

    /** A share as {@code 91.25%}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : NONE;
    }

    /** A loss or a norm as {@code 0.3121}. */
    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String decimal(OptionalDouble value) {
        return value.isPresent() ? decimal(value.getAsDouble()) : NONE;
    }

    /** A rate to three significant digits, as {@code 0.1} or {@code 5e-7}. */
    static String rate(double value) {
        String digits = String.format(Locale.ROOT, "%.3g", value);
        if (digits.contains("e")) {
            String[] parts = digits.split("e");
            return trim(parts[0]) + "e" + Integer.parseInt(parts[1]);
        }
        return trim(digits);
    }

    /** A number of images or parameters as {@code 45,000}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number of things, as {@code 1 epoch} or {@code 30 epochs}. */
    static String count(long value, String one) {
        return count(value) + " " + one + (value == 1 ? "" : "s");
    }

    private static String trim(String digits) {
        return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
    }
}
