package io.resforge.inference.testing;

import io.resforge.inference.models.LiveModel;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Models that exist on paper only. */
public final class FakeModels {

    public static final List<String> LABELS = List.of("frog", "ship");

    private FakeModels() {}

    /** A version of two classes whose promotion has the same number. */
    public static LiveModel live(int version) {
        return new LiveModel(manifest(version, List.of(0f, 1f)), version, Instant.EPOCH);
    }

    /** A version of these classes, loaded at this moment. */
    public static LiveModel live(int version, List<String> labels, Instant since) {
        Manifest manifest = manifest(version, labels, Collections.nCopies(labels.size(), 0f), 1);
        return new LiveModel(manifest, version, since);
    }

    /** The manifest of a version of two classes, with one golden image. */
    public static Manifest manifest(int version, List<Float> goldenLogits) {
        return manifest(version, goldenLogits, 1);
    }

    /** One with so many golden images, all black, of which these are the logits. */
    public static Manifest manifest(int version, List<Float> goldenLogits, int goldenImages) {
        return manifest(version, LABELS, goldenLogits, goldenImages);
    }

    private static Manifest manifest(int version, List<String> labels, List<Float> goldenLogits, int goldenImages) {
        return new Manifest(
                Manifest.FORMAT,
                "cifar10",
                Integer.toString(version),
                "run-" + version,
                null,
                Instant.EPOCH,
                "resnet8-v1",
                labels,
                InputImage.of(ImageShape.CIFAR),
                new Normalisation.MeanDeviation(List.of(.5, .5, .5), List.of(.25, .25, .25)),
                1,
                .5,
                null,
                1,
                Map.of(),
                1,
                new DatasetSummary("fake", "digest", 1, 1, 0, null),
                Collections.nCopies(labels.size(), 1.0 / labels.size()),
                Collections.nCopies(goldenImages, new GoldenImage(new byte[ImageShape.CIFAR.bytes()], goldenLogits)),
                Map.of(Manifest.PARAMETERS, new FileDigest("ab".repeat(32), 1)),
                Map.of(),
                null);
    }
}
