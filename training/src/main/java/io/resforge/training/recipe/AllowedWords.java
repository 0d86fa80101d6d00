package io.resforge.training.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Words of which one is to be chosen, and the one that a mistyped word is likely to stand for. */
final class AllowedWords {

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
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
