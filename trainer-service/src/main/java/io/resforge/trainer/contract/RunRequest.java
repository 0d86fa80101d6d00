package io.resforge.trainer.contract;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.JsonTree;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.value.VersionReference;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.tuning.FineTuning;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run that is asked for, valid in itself, every default filled in.
 *
 * @param runId the id that the client chose; empty leaves the choice to the control plane
 * @param model that gets the checkpoint
 * @param dataset where the images are, as the worker sees it
 * @param fromVersion the version to begin with; empty for fresh weights
 * @param recipe how to train
 * @param asked the keys of the recipe that were given, as they were given
 * @param labels to find the run by
 */
public record RunRequest(
        Optional<String> runId,
        String model,
        String dataset,
        Optional<String> fromVersion,
        Recipe recipe,
        Map<String, Object> asked,
        Map<String, String> labels)
        implements Submission {

    public RunRequest {
        String own = model;
        fromVersion =
                fromVersion.map(version -> VersionReference.parse(version, own).within(own));
        asked = JsonTree.copyOf(asked);
        labels = Map.copyOf(labels);
    }

    /** A request without labels. */
    public RunRequest(
            Optional<String> runId, String model, String dataset, Optional<String> fromVersion, Recipe recipe) {
        this(runId, model, dataset, fromVersion, recipe, RecipeWriter.tree(recipe), Map.of());
    }

    /** The version to begin with. */
    public Optional<VersionReference> origin() {
        return fromVersion.map(version -> VersionReference.parse(version, model));
    }

    @Override
    public String name() {
        return recipe.arch().name();
    }

    @Override
    public RunSpec spec(String runId, Instant submittedAt) {
        return new RunSpec(
                runId, model, dataset, fromVersion.orElse(null), RecipeWriter.tree(recipe), submittedAt, labels);
    }

    /** What is recorded of this request, to be compared with another run of its id. */
    public RunSpec like(RunSpec other) {
        return spec(other.runId(), other.submittedAt());
    }

    /** The versions that runs are to begin with. */
    public static final class InitialVersions {

        private InitialVersions() {}

        /**
         * Why a run cannot begin with the version that it asks for; empty if it can, or begins anew. Whether the classes are the same is
         * found out where the data set is.
         */
        public static Optional<String> objection(Checkpoints checkpoints, RunRequest request) {
            return request.origin().flatMap(origin -> objection(checkpoints, request, origin));
        }

        private static Optional<String> objection(
                Checkpoints checkpoints, RunRequest request, VersionReference origin) {
            try {
                Optional<Manifest> manifest = checkpoints.manifest(origin.model(), origin.version());
                if (manifest.isEmpty()) {
                    return Optional.of(String.format(
                            Locale.ROOT, "model '%s' has no version '%s'", origin.model(), origin.version()));
                }
                ImageShape image = manifest.get().image().shape();
                return FineTuning.objection(
                        Architecture.parse(manifest.get().architecture()),
                        image,
                        request.recipe().arch(),
                        request.recipe().image().orElse(image));
            } catch (InvalidCheckpoint e) {
                return Optional.of(e.getMessage());
            }
        }
    }
}
