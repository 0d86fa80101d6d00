package io.resforge.report.run;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** A recipe's values in words, one a key. */
public final class RecipeLines {

    /** From here on a number is shorter with an exponent. */
    private static final double MOST_DIGITS = 1e15;

    /** Below this too. */
    private static final double LEAST_DIGITS = 1e-5;

    private RecipeLines() {}

    /** One line a key, in the recipe's order. */
    public static SequencedMap<String, String> of(Map<String, Object> recipe) {
        SequencedMap<String, String> lines = new LinkedHashMap<>();
        recipe.forEach((key, value) -> lines.put(key, words(value)));
        return lines;
    }

    private static String words(Object value) {
        return switch (value) {
            case null -> "none";
            case List<?> list when list.isEmpty() -> "none";
            case List<?> list -> list.stream().map(RecipeLines::words).collect(joining(", "));
            case Map<?, ?> group -> group(group);
            case Double number -> number(number);
            default -> value.toString();
        };
    }

    /** As recipes have it: {@code 128}, {@code 0.0005}, {@code 1e-8}. */
    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < MOST_DIGITS) {
            return Long.toString((long) value);
        }
        return Math.abs(value) < LEAST_DIGITS || Math.abs(value) >= MOST_DIGITS
                ? Double.toString(value).replace(".0E", "E").toLowerCase(Locale.ROOT)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** Such as {@code pad_crop(padding 4)}. */
    private static String group(Map<?, ?> group) {
        String values = group.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("kind"))
                .map(entry -> entry.getKey() + " " + words(entry.getValue()))
                .collect(joining(", "));
        Object kind = group.get("kind");
        return kind == null ? values : values.isEmpty() ? kind.toString() : kind + "(" + values + ")";
    }
}
