package io.resforge.trainer.api.page;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Trees of values with one line a value, by its path, as {@code --set} has it. */
final class FlatTree {

    private FlatTree() {}

    /** Each path with its value as text that a recipe reads again. */
    static SequencedMap<String, String> of(Map<?, ?> tree) {
        SequencedMap<String, String> lines = new LinkedHashMap<>();
        add("", tree, lines);
        return lines;
    }

    private static void add(String path, Map<?, ?> tree, Map<String, String> lines) {
        tree.forEach((key, value) -> {
            String place = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (value instanceof Map<?, ?> group && !group.isEmpty()) {
                add(place, group, lines);
            } else {
                lines.put(place, text(value));
            }
        });
    }

    static String text(Object value) {
        return switch (value) {
            case null -> "none";
            case Double number when Double.isFinite(number) -> number(number);
            case List<?> list -> list.stream().map(FlatTree::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> group ->
                group.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size != 0 && (size < 1e-4 || size >= 1e9)
                ? Double.toString(value).replace(".0E", "E").replace('E', 'e')
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
