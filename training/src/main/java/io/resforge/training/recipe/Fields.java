package io.resforge.training.recipe;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads the keys of one group of a recipe's tree, each with what it stands for where it is not given. What was asked for is what is
 * known: {@link #refuseOthers} refuses every other key.
 */
final class Fields {

    /** Says that an optional group is left out. */
    static final String NONE = "none";

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param path of the group, empty for the recipe itself */
    Fields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    double number(String key, double usual) {
        return given(key).map(it -> Values.number(path(key), it)).orElse(usual);
    }

    int whole(String key, int usual) {
        return given(key).map(it -> Values.whole(path(key), it)).orElse(usual);
    }

    long wholeLong(String key, long usual) {
        return given(key).map(it -> Values.wholeLong(path(key), it)).orElse(usual);
    }

    boolean flag(String key, boolean usual) {
        return given(key).map(it -> Values.flag(path(key), it)).orElse(usual);
    }

    List<Double> numbers(String key, List<Double> usual) {
        return given(key).map(it -> allNumbers(path(key), Values.list(it))).orElse(usual);
    }

    private static List<Double> allNumbers(String path, List<?> list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> Values.number(path + "[" + i + "]", list.get(i)))
                .toList();
    }

    List<String> texts(String key, List<String> usual) {
        return given(key).map(it -> allTexts(path(key), Values.list(it))).orElse(usual);
    }

    private static List<String> allTexts(String path, List<?> list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> Values.text(path + "[" + i + "]", list.get(i)))
                .toList();
    }

    Optional<String> text(String key) {
        return given(key).map(it -> Values.text(path(key), it));
    }

    /** One of an enumeration, in lower case. */
    <E extends Enum<E>> E choice(String key, E usual) {
        Optional<Object> given = given(key);
        if (given.isEmpty()) {
            return usual;
        }
        List<E> choices = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
        List<String> words = choices.stream().map(Fields::word).toList();
        int found = words.indexOf(given.get());
        if (found < 0) {
            throw unknown(path(key), words, given.get());
        }
        return choices.get(found);
    }

    /** A group of keys, an empty one if it is not given; {@code allowed} says what else it may be. */
    Fields group(String key, String allowed) {
        Object value = given(key).orElse(Map.of());
        if (value instanceof Map<?, ?> map) {
            return new Fields(path(key), map);
        }
        throw Values.wrong(path(key), allowed + " or a group of keys", value);
    }

    /** A group that may be left out: so it is if it is not given, {@code none} or false; true stands for its usual values. */
    Optional<Fields> optionalGroup(String key) {
        Object value = given(key).orElse(NONE);
        return switch (value) {
            case Boolean on -> on ? Optional.of(new Fields(path(key), Map.of())) : Optional.empty();
            case String text when text.equals(NONE) -> Optional.empty();
            case Map<?, ?> map -> Optional.of(new Fields(path(key), map));
            default -> throw Values.wrong(path(key), "a group of keys, or " + NONE, value);
        };
    }

    /** The value of a key as it is. A key without a value is a slip, not a wish. */
    Optional<Object> given(String key) {
        known.add(key);
        if (values.containsKey(key) && values.get(key) == null) {
            throw new InvalidRecipe(path(key), path(key) + " has no value; leave the key out for its usual one");
        }
        return Optional.ofNullable(values.get(key));
    }

    /** Where this group is. */
    String path() {
        return path;
    }

    /** The path of a key, as messages tell it. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** @throws InvalidRecipe if there is a key that nobody has asked for */
    void refuseOthers() {
        for (Object given : values.keySet()) {
            String key = String.valueOf(given);
            if (!known.contains(key)) {
                String near = Nearest.to(key, known)
                        .map(it -> ", did you mean '" + it + "'? A")
                        .orElse("; a");
                throw new InvalidRecipe(
                        path(key), "unknown key '" + path(key) + "'" + near + "llowed are " + String.join(", ", known));
            }
        }
    }

    /** The refusal of a word that is none of those allowed. */
    static InvalidRecipe unknown(String path, List<String> words, Object value) {
        InvalidRecipe plain = Values.wrong(path, Nearest.choice(words), value);
        String near = Nearest.to(String.valueOf(value), words)
                .map(it -> "; did you mean '" + it + "'?")
                .orElse("");
        return new InvalidRecipe(path, plain.getMessage() + near);
    }

    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
