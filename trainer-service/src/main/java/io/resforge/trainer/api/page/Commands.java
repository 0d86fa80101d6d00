package io.resforge.trainer.api.page;

import io.resforge.registry.run.RunSpec;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What would be typed for what a page does. */
final class Commands {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");
    private static final Set<String> NO_KINDS = Set.of("none", "[]");

    private Commands() {}

    /** Trains the same again: by the name of its recipe and what differs from it. */
    static String train(RunSpec spec) {
        String name = spec.labels().getOrDefault(RunLabels.RECIPE, RunLabels.INLINE);
        boolean named = NamedRecipes.names().contains(name);
        return train(
                named ? name : "",
                spec.dataset(),
                spec.model(),
                spec.fromVersion() == null ? "" : spec.fromVersion(),
                settings(named ? RecipeWriter.tree(NamedRecipes.get(name).recipe()) : usual(), spec.recipe()));
    }

    private static Map<String, Object> usual() {
        return RecipeWriter.tree(
                io.resforge.training.recipe.RecipeReader.tree(new io.resforge.training.recipe.RecipeTree(Map.of())));
    }

    /** What makes one recipe of another; a group of another kind is set as a whole. */
    private static List<String> settings(Map<String, Object> base, Map<String, Object> recipe) {
        List<String> settings = new ArrayList<>();
        recipe.forEach((key, value) -> {
            Object before = base.get(key);
            if (value instanceof Map<?, ?> group && before instanceof Map<?, ?> old && sameKind(group, old)) {
                Map<String, String> olds = FlatTree.of(old);
                FlatTree.of(group).forEach((inner, text) -> {
                    if (!text.equals(olds.get(inner))) {
                        settings.add(key + "." + inner + "=" + text);
                    }
                });
            } else if (!FlatTree.text(value).equals(FlatTree.text(before)) && !(before == null && isNone(value))) {
                settings.add(key + "=" + FlatTree.text(value));
            }
        });
        return settings;
    }

    private static boolean isNone(Object value) {
        return NO_KINDS.contains(FlatTree.text(value));
    }

    private static boolean sameKind(Map<?, ?> one, Map<?, ?> other) {
        return String.valueOf(one.get("kind")).equals(String.valueOf(other.get("kind")));
    }

    static String train(String recipe, String dataset, String model, String from, List<String> settings) {
        StringBuilder command = new StringBuilder("./resforge train");
        option(command, "--recipe", recipe);
        option(command, "--data", dataset);
        option(command, "--model", model);
        option(command, "--from", from);
        settings.forEach(setting -> option(command, "--set", setting));
        return command.toString();
    }

    private static void option(StringBuilder command, String name, String value) {
        if (!value.isEmpty()) {
            command.append(' ').append(name).append(' ').append(quoted(value));
        }
    }

    /** As a shell takes it for one word, and for nothing else. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
