package io.resforge.trainer.contract;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.value.VersionReference;
import io.resforge.training.tuning.FineTuning;
import java.util.Locale;
import java.util.Optional;

/** The versions that runs are to begin with. */
public final class InitialVersions {

    private InitialVersions() {}

    /**
     * Why a run cannot begin with the version that it asks for; empty if it can, or begins anew. Whether the classes are the same is
     * found out where the data set is.
     */
    public static Optional<String> objection(Checkpoints checkpoints, RunRequest request) {
        return request.origin().flatMap(origin -> objection(checkpoints, request, origin));
    }

    private static Optional<String> objection(Checkpoints checkpoints, RunRequest request, VersionReference origin) {
        try {
            Optional<Manifest> manifest = checkpoints.manifest(origin.model(), origin.version());
            if (manifest.isEmpty()) {
                return Optional.of(
                        String.format(Locale.ROOT, "model '%s' has no version '%s'", origin.model(), origin.version()));
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
