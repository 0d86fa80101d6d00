package io.resforge.training.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Reads the keys of one group of a recipe's or sweep's tree, each with what it stands for where it is not given. What was asked for is what is
 * known: {@link #refuseOthers} refuses every other key.
 */
public final class RecipeFields {

    /** Says that an optional group is left out. */
    static final String NONE = "none";

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new TreeSet<>();

    /** @param path of the group, empty for the recipe itself */
    public RecipeFields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    double number(String key, double usual) {
        return given(key).map(it -> Values.number(path(key), it)).orElse(usual);
    }

    /** A whole number. */
    public int whole(String key, int usual) {
        return given(key).map(it -> Values.whole(path(key), it)).orElse(usual);
    }

    /** A whole number of at most 2^53 in size. */
    public long wholeLong(String key, long usual) {
        return given(key).map(it -> Values.wholeLong(path(key), it)).orElse(usual);
    }

    boolean flag(String key, boolean usual) {
        return given(key).map(it -> Values.flag(path(key), it)).orElse(usual);
    }

    /** A list of numbers; one number stands for a list of it. */
    public List<Double> numbers(String key, List<Double> usual) {
        return given(key).map(it -> each(key, it, Values::number)).orElse(usual);
    }

    List<String> texts(String key, List<String> usual) {
        return given(key)
                .map(it -> it.equals(NONE) ? List.<String>of() : each(key, it, Values::text))
                .orElse(usual);
    }

    private <T> List<T> each(String key, Object values, BiFunction<String, Object, T> reader) {
        List<?> list = Values.list(values);
        return IntStream.range(0, list.size())
                .mapToObj(i -> reader.apply(path(key) + "[" + i + "]", list.get(i)))
                .toList();
    }

    /** The values of a key that must be given, at least one; one value stands for a list of it. */
    public List<?> list(String key) {
        List<?> values = given(key).<List<?>>map(Values::list).orElse(List.of());
        if (values.isEmpty()) {
            throw new InvalidRecipe(path(key), path(key) + " must be a list of at least one value");
        }
        return values;
    }

    /** A text; empty if it is not given. */
    public Optional<String> text(String key) {
        return given(key).map(it -> Values.text(path(key), it));
    }

    /** A group of keys, an empty one if it is not given; {@code allowed} completes "warmup must be …". */
    public RecipeFields group(String key, String allowed) {
        Object value = given(key).orElse(Map.of());
        if (value instanceof Map<?, ?> map) {
            return new RecipeFields(path(key), map);
        }
        throw Values.wrong(path(key), allowed, value);
    }

    /** A group that may be left out: so it is if it is not given, {@code none} or false; true stands for its usual values. */
    Optional<RecipeFields> optionalGroup(String key) {
        Object value = given(key).orElse(NONE);
        return switch (value) {
            case Boolean on -> on ? Optional.of(new RecipeFields(path(key), Map.of())) : Optional.empty();
            case String text when text.equals(NONE) -> Optional.empty();
            case Map<?, ?> map -> Optional.of(new RecipeFields(path(key), map));
            default -> throw Values.wrong(path(key), "a group of keys, or " + NONE, value);
        };
    }

    /** The value of a key as it is. A key without a value is refused. */
    public Optional<Object> given(String key) {
        known.add(key);
        if (values.containsKey(key) && values.get(key) == null) {
            throw new InvalidRecipe(path(key), path(key) + " has no value; leave the key out for its usual one");
        }
        return Optional.ofNullable(values.get(key));
    }

    /** The keys that are given, in their order. */
    public Set<String> keys() {
        return values().keySet();
    }

    /** The keys that are given with their values as they are. */
    public Map<String, Object> values() {
        Map<String, Object> keyed = new LinkedHashMap<>();
        values.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
    }

    /** Where this group is. */
    public String path() {
        return path;
    }

    /** The path of a key, as messages tell it. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** @throws InvalidRecipe if there is a key that was not read */
    public void refuseOthers() {
        for (Object given : values.keySet()) {
            String key = String.valueOf(given);
            if (!known.contains(key)) {
                String near = AllowedWords.nearest(key, known)
                        .map(it -> ", did you mean '" + it + "'? A")
                        .orElse("; a");
                throw new InvalidRecipe(
                        path(key), "unknown key '" + path(key) + "'" + near + "llowed are " + String.join(", ", known));
            }
        }
    }

    /** Words of which one is to be chosen, and the one that a mistyped word is likely to stand for. */
    static final class AllowedWords {

        private AllowedWords() {}

        /** How a recipe writes one of an enumeration. */
        static String word(Enum<?> choice) {
            return choice.name().toLowerCase(Locale.ROOT);
        }

        /** The one of an enumeration that a key names, or the usual one. */
        static <E extends Enum<E>> E choice(RecipeFields fields, String key, E usual) {
            Optional<Object> given = fields.given(key);
            if (given.isEmpty()) {
                return usual;
            }
            List<E> choices = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
            List<String> words = choices.stream().map(AllowedWords::word).toList();
            int found = words.indexOf(given.get());
            if (found < 0) {
                throw unknown(fields.path(key), words, given.get());
            }
            return choices.get(found);
        }

        /** The refusal of a word that is none of those allowed. */
        static InvalidRecipe unknown(String path, List<String> words, Object value) {
            InvalidRecipe plain = Values.wrong(path, oneOf(words), value);
            String near = nearest(String.valueOf(value), words)
                    .map(it -> "; did you mean '" + it + "'?")
                    .orElse("");
            return new InvalidRecipe(path, plain.getMessage() + near);
        }

        /** The nearest of the known words; empty where none is near. */
        static Optional<String> nearest(String word, Collection<String> known) {
            return known.stream()
                    .filter(it -> LevenshteinDistance.getDefaultInstance().apply(word, it) <= (word.length() + 2) / 3)
                    .min(Comparator.comparingInt(
                            it -> LevenshteinDistance.getDefaultInstance().apply(word, it)));
        }

        /** {@code "sgd, adam or adagrad"}. */
        static String oneOf(List<String> words) {
            int last = words.size() - 1;
            return last < 1
                    ? String.join("", words)
                    : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
        }
    }
}
