package io.resforge.trainer.api;

import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.contract.WorkerArguments;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.v1.RunSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a client asks for: fills in the defaults, and names every field that cannot be taken. */
public final class SpecReader {

    private final AllowedInput allowed;
    private final List<Violation> violations = new ArrayList<>();

    public SpecReader(AllowedInput allowed) {
        this.allowed = allowed;
    }

    /** @throws InvalidInput if a field cannot be taken */
    public RunRequest read(RunSpec spec, String runId) {
        given(runId).ifPresent(id -> check(() -> RequestFields.run("run_id", id)));
        given(spec.getModel()).ifPresent(model -> check(() -> RequestFields.model("spec.model", model)));
        given(spec.getFromVersion())
                .ifPresent(version -> check(() -> RequestFields.reference("spec.from_version", version)));
        check(() -> allowed.dataset("spec.dataset", spec.getDataset()));
        RecipeTree tree = new RecipeTree(Structs.read(spec.getRecipe()));
        Optional<Recipe> recipe = recipe(tree);
        String base = tree.values().get(RecipeTree.BASE) instanceof String name ? name : nameOf(spec, recipe);
        LabelReader labels = new LabelReader(allowed);
        check(() -> labels.read("spec.labels", spec.getLabelsMap(), base));
        if (!violations.isEmpty()) {
            throw new InvalidInput(violations);
        }
        return new RunRequest(
                given(runId),
                given(spec.getModel()).orElse(WorkerArguments.DEFAULT_MODEL),
                spec.getDataset(),
                given(spec.getFromVersion()),
                recipe.orElseThrow(),
                tree.values(),
                labels.read("spec.labels", spec.getLabelsMap(), base));
    }

    /**
     * The name of a recipe without a base: an answer's spec, sent again, has every key of its recipe, and the name as a label. It counts where
     * the recipe is the one of that name to the last value.
     */
    private static String nameOf(RunSpec spec, Optional<Recipe> recipe) {
        String claimed = spec.getLabelsOrDefault(RunLabels.RECIPE, "");
        return NamedRecipes.names().contains(claimed)
                        && recipe.equals(Optional.of(NamedRecipes.get(claimed).recipe()))
                ? claimed
                : "";
    }

    /**
     * Reads the recipe. A key that it refuses is noted, taken away and so falls back to its default, until nothing is refused any more:
     * so one answer names all bad keys.
     */
    private Optional<Recipe> recipe(RecipeTree tree) {
        while (true) {
            try {
                return Optional.of(RecipeReader.tree(tree));
            } catch (InvalidRecipe e) {
                refuse("spec.recipe." + e.field(), e.getMessage());
                RecipeTree rest = tree.without(e.field());
                // Without its base, a recipe is another one, of which nothing more can be said.
                if (rest.equals(tree) || e.field().equals(RecipeTree.BASE)) {
                    return Optional.empty();
                }
                tree = rest;
            }
        }
    }

    private void check(Runnable rule) {
        try {
            rule.run();
        } catch (InvalidInput e) {
            violations.addAll(e.violations());
        }
    }

    private void refuse(String field, String description) {
        violations.add(new Violation(field, description));
    }

    private static Optional<String> given(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Reads the labels that a client gives to a run: what Kubernetes takes as labels, and only what the installation allows. */
    static final class LabelReader {

        private static final int MOST = 32;
        private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
        private static final Pattern KEY =
                Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*/)?" + NAME);
        private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");

        private final AllowedInput allowed;

        LabelReader(AllowedInput allowed) {
            this.allowed = allowed;
        }

        /**
         * Reads them, and adds the recipe's name, whatever they say themselves.
         *
         * @throws InvalidInput if they cannot be taken
         */
        Map<String, String> read(String field, Map<String, String> labels, String recipe) {
            if (labels.size() > MOST) {
                throw new InvalidInput(field, "must be at most " + MOST + ", was " + labels.size());
            }
            labels.forEach((key, value) -> check(field, key, value));
            Map<String, String> all = new HashMap<>(labels);
            all.put(RunLabels.RECIPE, KEY.matcher(recipe).matches() ? recipe : RunLabels.INLINE);
            return all;
        }

        private void check(String field, String key, String value) {
            // Answers have the program's own label too, and are sent back as they are.
            if (key.equals(RunLabels.RECIPE)) {
                return;
            }
            if (key.startsWith(RunLabels.OWN)) {
                throw new InvalidInput(
                        field, "'" + key + "' is for ResForge itself; keys that begin with resforge.io/ are");
            }
            if (key.length() > 253 + 1 + 63 || !KEY.matcher(key).matches()) {
                throw new InvalidInput(
                        field,
                        "a key must be at most 63 letters, digits and inner dashes, dots and underscores; was '" + key
                                + "'");
            }
            if (!allowed.takesLabel(key)) {
                throw new InvalidInput(
                        field,
                        "'" + key
                                + "' may mean something to the cluster that the run comes to; allowed are keys without a prefix, such as"
                                + " team, and those that resforge.allowed.labels of this installation names");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new InvalidInput(
                        field,
                        "a value must be at most 63 letters, digits and inner dashes, dots and underscores; was '"
                                + value + "' for '" + key + "'");
            }
        }
    }
}
