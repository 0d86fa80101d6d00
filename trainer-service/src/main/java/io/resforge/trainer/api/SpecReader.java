package io.resforge.trainer.api;

import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.v1.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a client asks for: fills in the defaults, and names every field that cannot be taken. */
final class SpecReader {

    static final String DEFAULT_MODEL = "cifar10";

    private final AllowedInput allowed;
    private final List<Violation> violations = new ArrayList<>();

    SpecReader(AllowedInput allowed) {
        this.allowed = allowed;
    }

    /** @throws InvalidInput if a field cannot be taken */
    RunRequest read(RunSpec spec, String runId) {
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
                given(spec.getModel()).orElse(DEFAULT_MODEL),
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
}
