package io.resforge.trainer.request;

import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.VersionReference;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeWriter;
import java.time.Instant;
import java.util.Optional;

/**
 * A run that is asked for, valid in itself, every default filled in.
 *
 * @param runId the id that the client chose; empty leaves the choice to the control plane
 * @param model that gets the checkpoint
 * @param dataset where the images are, as the worker sees it
 * @param fromVersion the version to begin with; empty for fresh weights
 * @param recipe how to train
 */
public record RunRequest(
        Optional<String> runId, String model, String dataset, Optional<String> fromVersion, Recipe recipe) {

    public RunRequest {
        String own = model;
        fromVersion =
                fromVersion.map(version -> VersionReference.parse(version, own).within(own));
    }

    /** The version to begin with. */
    public Optional<VersionReference> origin() {
        return fromVersion.map(version -> VersionReference.parse(version, model));
    }

    /** What is recorded of this request. */
    public RunSpec spec(String runId, Instant submittedAt) {
        return new RunSpec(runId, model, dataset, fromVersion.orElse(null), RecipeWriter.tree(recipe), submittedAt);
    }

    /** Whether a recorded run was asked to do the same. */
    public boolean asks(RunSpec spec) {
        return model.equals(spec.model())
                && dataset.equals(spec.dataset())
                && fromVersion.equals(Optional.ofNullable(spec.fromVersion()))
                && recipe.equals(RecipeReader.tree(spec.recipe()));
    }
}
