package io.resforge.training.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words of which one is to be chosen, and the one that a mistyped word is likely to stand for. */
final class Words {

    private Words() {}

    /** How a recipe writes one of an enumeration. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** The one of an enumeration that a key names, or the usual one. */
    static <E extends Enum<E>> E choice(Fields fields, String key, E usual) {
        Optional<Object> given = fields.given(key);
        if (given.isEmpty()) {
            return usual;
        }
        List<E> choices = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
        List<String> words = choices.stream().map(Words::word).toList();
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
                .filter(it -> distance(word, it) <= (word.length() + 2) / 3)
                .min(Comparator.comparingInt(it -> distance(word, it)));
    }

    /** {@code "sgd, adam or adagrad"}. */
    static String oneOf(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** Levenshtein's: fewest letters to add, leave out or change to turn one word into the other. */
    private static int distance(String one, String other) {
        int[] last = new int[other.length() + 1];
        Arrays.setAll(last, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int[] next = new int[last.length];
            next[0] = i;
            for (int j = 1; j < next.length; j++) {
                int changed = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(changed, Math.min(last[j], next[j - 1]) + 1);
            }
            last = next;
        }
        return last[other.length()];
    }
}
