package io.resforge.report.source;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A recipe's values in words, one a key. */
final class RecipeLines {

    private RecipeLines() {}

    static SequencedMap<String, String> of(Map<String, Object> recipe) {
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
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            default -> value.toString();
        };
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
