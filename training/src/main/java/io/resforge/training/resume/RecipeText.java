package io.resforge.training.resume;

import io.resforge.neuralnet.torch.Precision;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recipe as snapshots have it: what {@link Map#toString} makes of its tree. No word of a recipe has a comma with a space behind it. Older
 * builds compare these texts letter by letter; here they are read, so that a key that a later build adds has its default.
 */
final class RecipeText {

    private RecipeText() {}

    static String of(Recipe recipe) {
        return RecipeWriter.tree(recipe).toString();
    }

    /** Whether a text is of the same recipe, whatever precision it was carried out in. */
    static boolean isOf(String text, Recipe recipe) {
        try {
            return value(text) instanceof Map<?, ?> tree
                    && anyPrecision(RecipeReader.tree(new RecipeTree(keyed(tree))))
                            .equals(anyPrecision(recipe));
        } catch (InvalidRecipe e) {
            return false;
        }
    }

    private static Recipe anyPrecision(Recipe recipe) {
        return recipe.in(Precision.FP32);
    }

    private static Map<String, Object> keyed(Map<?, ?> tree) {
        Map<String, Object> keyed = new LinkedHashMap<>();
        tree.forEach((key, value) -> keyed.put(String.valueOf(key), value));
        return keyed;
    }

    private static Object value(String text) {
        if (text.startsWith("{") && text.endsWith("}")) {
            Map<String, Object> group = new LinkedHashMap<>();
            for (String entry : entries(text.substring(1, text.length() - 1))) {
                int equals = entry.indexOf('=');
                if (equals < 0) {
                    throw new InvalidRecipe("", "'" + entry + "' has no key");
                }
                group.put(entry.substring(0, equals), value(entry.substring(equals + 1)));
            }
            return group;
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return entries(text.substring(1, text.length() - 1)).stream()
                    .map(RecipeText::value)
                    .toList();
        }
        return scalar(text);
    }

    private static Object scalar(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("-?[0-9]{1,9}")) {
            return Integer.valueOf(text);
        }
        if (text.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(text);
        }
        return text.matches("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?") ? (Object) Double.valueOf(text) : text;
    }

    /** What stands between commas that are in no inner group or list. */
    private static List<String> entries(String text) {
        List<String> entries = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth == 0 && text.startsWith(", ", i)) {
                entries.add(text.substring(start, i));
                start = i + 2;
            }
        }
        if (!text.isEmpty()) {
            entries.add(text.substring(start));
        }
        return entries;
    }
}
