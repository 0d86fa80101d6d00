package io.resforge.training.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The word that a mistyped one is likely to stand for. */
final class Nearest {

    private Nearest() {}

    /** The nearest of the known words; empty where none is near. */
    static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(it -> distance(word, it) <= (word.length() + 2) / 3)
                .min(Comparator.comparingInt(it -> distance(word, it)));
    }

    /** {@code "sgd, adam or adagrad"}. */
    static String choice(List<String> words) {
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
