package io.resforge.benchmarks.serving.server;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.HeInitialisation;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.registry.checkpoint.InputImage;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.Manifest.DatasetSummary;
import io.resforge.registry.checkpoint.Manifest.GoldenImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A network of CIFAR-10's images as it is before its training.
 *
 * @param architecture such as {@code resnet20-v1}
 */
record UntrainedNetwork(String architecture, long seed) {

    static final String MODEL = "cifar10";

    private static final List<String> LABELS =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final Normalisation NORMALISATION =
            new Normalisation.MeanDeviation(List.of(.49, .48, .45), List.of(.25, .24, .26));
    private static final int GOLDEN = 8;
    private static final int CANDIDATES = 200;

    Weights weights() {
        return HeInitialisation.weights(ParameterLayout.of(graph()), seed);
    }

    Manifest draft(Weights weights) {
        return new Manifest(
                Manifest.FORMAT,
                MODEL,
                null,
                "run-" + seed,
                null,
                null,
                architecture,
                LABELS,
                InputImage.of(ImageShape.CIFAR),
                NORMALISATION,
                1,
                .1,
                null,
                weights.parameters().length,
                Map.of("epochs", 1),
                seed,
                new DatasetSummary("none", "digest", 10, 10, 0, null),
                Collections.nCopies(LABELS.size(), 1.0 / LABELS.size()),
                golden(weights),
                null,
                Map.of("resforge", "benchmark"),
                null);
    }

    /** Of many images those on which the network is surest, as a trained one is of most: rounding must not decide their class. */
    private List<GoldenImage> golden(Weights weights) {
        TorchRuntime.start(1);
        List<GoldenImage> images = new ArrayList<>();
        try (Classifier classifier = Classifier.load(graph(), weights, NORMALISATION)) {
            Random random = new Random(seed);
            for (int i = 0; i < CANDIDATES; i++) {
                byte[] pixels = new byte[ImageShape.CIFAR.bytes()];
                random.nextBytes(pixels);
                List<Float> logits = new ArrayList<>();
                for (float logit : classifier.logits(pixels, 1)) {
                    logits.add(logit);
                }
                images.add(new GoldenImage(pixels, logits));
            }
        }
        images.sort(Comparator.comparingDouble(UntrainedNetwork::lead).reversed());
        return images.subList(0, GOLDEN);
    }

    /** How far the likeliest class is ahead of the next. */
    private static double lead(GoldenImage image) {
        List<Float> logits = image.logits().stream().sorted().toList();
        return logits.getLast() - logits.get(logits.size() - 2);
    }

    private Graph graph() {
        return Architecture.parse(architecture).graph(ImageShape.CIFAR, LABELS.size());
    }
}
