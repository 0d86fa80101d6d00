package io.resforge.registry.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON without a schema, such as a recipe, as an immutable value that equals what is read after it was written. */
public final class JsonTree {

    private JsonTree() {}

    /**
     * An immutable copy, in the same order.
     *
     * @throws IllegalArgumentException if something in it is neither text, finite number, boolean, list nor object
     */
    public static Map<String, Object> copyOf(Map<?, ?> object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((name, value) -> copy.put(String.valueOf(name), valueOf(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static List<Object> listOf(List<?> list) {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(value -> copy.add(valueOf(value)));
        return Collections.unmodifiableList(copy);
    }

    private static Object valueOf(Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean truth -> truth;
            case Byte number -> number.intValue();
            case Short number -> number.intValue();
            case Integer number -> number;
            case Long number -> narrow(number);
            case Float number -> finite(Double.parseDouble(number.toString()));
            case Double number -> finite(number);
            case Map<?, ?> object -> copyOf(object);
            case List<?> list -> listOf(list);
            default ->
                throw new IllegalArgumentException("a JSON value must be text, number, boolean, list or object, was a "
                        + value.getClass().getSimpleName());
        };
    }

    // Two returns, since a conditional expression would widen the int to a long again.
    private static Object narrow(long number) {
        if (number == (int) number) {
            return (int) number;
        }
        return number;
    }

    private static Double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("a number in JSON must be finite, was " + number);
        }
        return number;
    }
}
