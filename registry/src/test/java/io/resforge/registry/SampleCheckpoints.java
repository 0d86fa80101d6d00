package io.resforge.registry;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small network's checkpoint, as tests publish it. */
public final class SampleCheckpoints {

    public static final String MODEL = "cifar10";
    public static final List<String> LABELS = List.of("cat", "dog", "frog");
    public static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private static final ParameterLayout LAYOUT =
            ParameterLayout.of(Architecture.parse("resnet8-v1").graph(ImageShape.CIFAR, LABELS.size()));

    private static final DatasetSummary CIFAR =
            new DatasetSummary("cifar-10", "sha256:0123", 45_000, 5_000, 10_000, null);
    private static final Normalisation BY_CHANNEL =
            new Normalisation.MeanDeviation(List.of(.49, .48, .45), List.of(.25, .24, .26));

    private SampleCheckpoints() {}

    /** A draft whose golden image and recipe use every kind of value. */
    public static Manifest draft(double heldOutAccuracy) {
        return draft(MODEL, "run-1", heldOutAccuracy);
    }

    public static Manifest draft(String model, String runId, double heldOutAccuracy) {
        return draft(model, runId, heldOutAccuracy, CIFAR, BY_CHANNEL);
    }

    /** A draft whose images were normalised like this. */
    public static Manifest normalisedBy(Normalisation normalisation) {
        return draft(MODEL, "run-1", .9, CIFAR, normalisation);
    }

    /** A draft that was trained on this. */
    public static Manifest draft(double heldOutAccuracy, DatasetSummary dataset) {
        return draft(MODEL, "run-1", heldOutAccuracy, dataset, BY_CHANNEL);
    }

    /** A draft that tells apart these three classes. */
    public static Manifest draft(double heldOutAccuracy, List<String> labels) {
        return draft(MODEL, "run-1", heldOutAccuracy, CIFAR, BY_CHANNEL, labels, ImageShape.CIFAR);
    }

    /** A draft that takes such images. */
    public static Manifest draft(double heldOutAccuracy, ImageShape image) {
        return draft(MODEL, "run-1", heldOutAccuracy, CIFAR, BY_CHANNEL, LABELS, image);
    }

    private static Manifest draft(
            String model, String runId, double heldOutAccuracy, DatasetSummary dataset, Normalisation normalisation) {
        return draft(model, runId, heldOutAccuracy, dataset, normalisation, LABELS, ImageShape.CIFAR);
    }

    private static Manifest draft(
            String model,
            String runId,
            double heldOutAccuracy,
            DatasetSummary dataset,
            Normalisation normalisation,
            List<String> labels,
            ImageShape image) {
        return new Manifest(
                Manifest.FORMAT,
                model,
                null,
                runId,
                null,
                null,
                "resnet8-v1",
                labels,
                InputImage.of(image),
                normalisation,
                7,
                heldOutAccuracy,
                .875,
                LAYOUT.parameterCount(),
                Map.of("batchSize", 128, "peak", .1, "augment", true, "milestones", List.of(.5, 2)),
                1L << 40,
                dataset,
                List.of(.25, .25, .5),
                List.of(new GoldenImage(bytes(image.bytes()), List.of(.1f, -2.5f, 1e-7f))),
                null,
                Map.of("resforge", "0.1.0", "java", "25"),
                null);
    }

    /** Weights of the draft's network; each seed gives others. */
    public static Weights weights(long seed) {
        Random random = new Random(seed);
        return new Weights(floats(random, LAYOUT.parameterCount()), floats(random, LAYOUT.statisticCount()));
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return values;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(3).nextBytes(bytes);
        return bytes;
    }
}
