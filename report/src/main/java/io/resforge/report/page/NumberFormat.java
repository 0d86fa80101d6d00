package io.resforge.report.page;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every language of the machine. */
final class NumberFormat {

    /** What stands where there is no number. */
    static final String NONE = "–";

    private NumberFormat() {}

    /** A share as {@code 91.25%}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    static String percent(Double share) {
        return share == null ? NONE : percent(share.doubleValue());
    }

    /** A loss or a norm as {@code 0.3121}. */
    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String decimal(Double value) {
        return value == null ? NONE : decimal(value.doubleValue());
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

    /** A time as {@code 42 s}, {@code 3 min 20 s}, {@code 2 h 5 min} or {@code 3 d 4 h}. */
    static String duration(Duration time) {
        long s = Math.round(time.toMillis() / 1e3);
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
        }
        return s < 86_400
                ? s / 3600 + " h" + (s % 3600 < 60 ? "" : " " + s % 3600 / 60 + " min")
                : s / 86_400 + " d" + (s % 86_400 < 3600 ? "" : " " + s % 86_400 / 3600 + " h");
    }

    private static String trim(String digits) {
        return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
    }
}
