package io.resforge.training.recipe.sweep;

import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All combinations of the values of some keys; the last key's change fastest. */
final class Grid {

    private Grid() {}

    static List<Map<String, Object>> combinations(RecipeFields keys) {
        List<Map<String, Object>> combinations = List.of(Map.of());
        for (String key : keys.keys()) {
            List<?> values = keys.list(key);
            if ((long) combinations.size() * values.size() > Sweep.MOST) {
                throw new InvalidRecipe(
                        keys.path(), keys.path() + " must have at most " + Sweep.MOST + " combinations, but has more");
            }
            combinations = extended(combinations, key, values);
        }
        return combinations;
    }

    private static List<Map<String, Object>> extended(
            List<Map<String, Object>> combinations, String key, List<?> values) {
        List<Map<String, Object>> extended = new ArrayList<>();
        for (Map<String, Object> combination : combinations) {
            for (Object value : values) {
                Map<String, Object> next = new LinkedHashMap<>(combination);
                next.put(key, value);
                extended.add(next);
            }
        }
        return extended;
    }
}
