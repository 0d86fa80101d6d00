package io.resforge.inference.classify;

import io.resforge.inference.models.LiveModel;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.store.StoreFailure;
import java.util.Optional;

/** The training images that go with versions, read when they are asked for. Only those of the last version stay in memory. */
public final class TrainingSamples {

    private final Checkpoints published;
    private String lastDigest = "";
    private TrainingSample last;

    /** What there is of a version, or why there is nothing. */
    sealed interface Found {

        record Sample(TrainingSample images) implements Found {}

        record Nothing(String why) implements Found {}
    }

    public TrainingSamples(Checkpoints published) {
        this.published = published;
    }

    /** The manifest of a version that this server does not know any more; empty if there is none. */
    public Optional<Manifest> manifest(String model, String version) {
        return published.trustedManifest(model, version);
    }

    /** Reads those of a version. */
    synchronized Found of(LiveModel model) {
        Manifest.FileDigest digest = model.manifest().files().get(Manifest.SAMPLE);
        if (digest == null) {
            return new Found.Nothing("version " + model.version() + " of " + model.name()
                    + " was published without training images (RESFORGE_TRAINING_SAMPLE of the worker)");
        }
        if (digest.sha256().equals(lastDigest)) {
            return new Found.Sample(last);
        }
        try {
            TrainingSample read = published.sample(model.manifest()).orElseThrow();
            last = read;
            lastDigest = digest.sha256();
            return new Found.Sample(read);
        } catch (StoreFailure | InvalidCheckpoint e) {
            return new Found.Nothing("the training images of the version cannot be read now: " + e.getMessage());
        }
    }
}
