package io.resforge.trainer.contract;

import io.resforge.registry.run.RunSpec;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What a run was asked to do otherwise than another with its id, field by field, with both values. */
public final class RequestDifferences {

    private static final int MOST_TOLD = 5;
    private static final int LONGEST_VALUE = 60;

    private RequestDifferences() {}

    /**
     * Compares all that is asked for but the labels and the time.
     *
     * @return such as {@code model: 'cifar10' there, 'cifar100' asked}; empty if nothing differs
     */
    public static List<String> between(RunSpec recorded, RunSpec asked) {
        return between(fields(recorded), fields(asked));
    }

    /**
     * Compares the labels too. A recipe's name follows from the recipe, and a worker records no labels: neither makes another run.
     *
     * @return such as {@code labels.team: 'red' there, 'blue' asked}; empty if nothing differs
     */
    public static List<String> withLabels(RunSpec recorded, RunSpec asked) {
        Map<String, Object> ours = fields(recorded);
        Map<String, Object> theirs = fields(asked);
        if (!recorded.labels().isEmpty()) {
            flatten("labels", recorded.labels(), ours);
            flatten("labels", asked.labels(), theirs);
            Stream.of(ours, theirs).forEach(it -> it.remove("labels." + RunLabels.RECIPE));
        }
        return between(ours, theirs);
    }

    private static List<String> between(Map<String, Object> recorded, Map<String, Object> asked) {
        Set<String> keys = new LinkedHashSet<>(recorded.keySet());
        keys.addAll(asked.keySet());
        List<String> differences = keys.stream()
                .filter(key -> !Objects.equals(recorded.get(key), asked.get(key)))
                .map(key -> key + ": " + shown(recorded.get(key)) + " there, " + shown(asked.get(key)) + " asked")
                .toList();
        return differences.size() <= MOST_TOLD
                ? differences
                : Stream.concat(
                                differences.stream().limit(MOST_TOLD),
                                Stream.of("and " + (differences.size() - MOST_TOLD) + " more"))
                        .toList();
    }

    private static Map<String, Object> fields(RunSpec spec) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", spec.model());
        fields.put("dataset", spec.dataset());
        if (spec.fromVersion() != null) {
            fields.put("from_version", spec.fromVersion());
        }
        flatten("recipe", recipe(spec), fields);
        return fields;
    }

    /** With every value, so that a build with more keys finds no differences; what is no recipe, such as a sweep, stays as it is. */
    private static Map<String, Object> recipe(RunSpec spec) {
        try {
            return RecipeWriter.tree(RecipeReader.tree(spec.recipe()));
        } catch (InvalidRecipe e) {
            return spec.recipe();
        }
    }

    private static void flatten(String path, Map<?, ?> group, Map<String, Object> fields) {
        group.forEach((key, value) -> {
            String place = path + "." + key;
            if (value instanceof Map<?, ?> inner) {
                flatten(place, inner, fields);
            } else {
                // Numbers of one value may come as different classes.
                fields.put(place, String.valueOf(value));
            }
        });
    }

    private static String shown(Object value) {
        if (value == null) {
            return "nothing";
        }
        String text = value.toString();
        return "'" + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…") + "'";
    }
}
