package io.resforge.inference.testing;

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
import io.resforge.registry.checkpoint.TrainingSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The smallest real network, resnet8-v1 with untrained weights by a seed, and what a checkpoint of it says. */
public record TinyNetwork(long seed, ImageShape image, Weights weights, List<GoldenImage> golden) {

    public static final String MODEL = "cifar10";
    public static final List<String> LABELS =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final String ARCHITECTURE = "resnet8-v1";
    private static final int GOLDEN = 3;

    /** A network of CIFAR's images whose golden logits are what it computes. */
    public static TinyNetwork of(long seed) {
        return of(seed, ImageShape.CIFAR);
    }

    /** A network of images of this shape whose golden logits are what it computes. */
    public static TinyNetwork of(long seed, ImageShape image) {
        Weights weights = HeInitialisation.weights(ParameterLayout.of(graph(image)), seed);
        return new TinyNetwork(seed, image, weights, golden(image, weights));
    }

    /** Random pixels of one image of CIFAR's shape. */
    public static byte[] pixels(long seed) {
        return pixels(seed, ImageShape.CIFAR);
    }

    /** Random pixels of one image. */
    public static byte[] pixels(long seed, ImageShape image) {
        byte[] pixels = new byte[image.bytes()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    /** The logits that this network should compute. */
    public float[] logits(byte[] pixels) {
        return logits(image, weights, pixels);
    }

    /** What this network makes of an image just before its last layer. */
    public float[] features(byte[] pixels) {
        TorchRuntime.start(1);
        try (Classifier classifier = Classifier.load(graph(image), weights, normalisation(image))) {
            return classifier.features(pixels, 1);
        }
    }

    /** The images of these seeds as what the network has learnt, each of the class of its place. */
    public TrainingSample sample(long... seeds) {
        int length = graph(image).features();
        float[] features = new float[seeds.length * length];
        byte[] images = new byte[seeds.length * image.bytes()];
        int[] labels = new int[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            byte[] pixels = pixels(seeds[i], image);
            System.arraycopy(features(pixels), 0, features, i * length, length);
            System.arraycopy(pixels, 0, images, i * pixels.length, pixels.length);
            labels[i] = i % LABELS.size();
        }
        return new TrainingSample(image, length, features, labels, images);
    }

    /** This network as a draft of a checkpoint. */
    public Manifest draft() {
        return draft(MODEL, golden);
    }

    /** This network as a draft of a checkpoint of another model. */
    public Manifest draft(String model) {
        return draft(model, golden);
    }

    /** A draft that expects of golden images what another network computes. */
    public Manifest draftExpecting(TinyNetwork other) {
        return draft(MODEL, other.golden());
    }

    private Manifest draft(String model, List<GoldenImage> expected) {
        return new Manifest(
                Manifest.FORMAT,
                model,
                null,
                "run-" + seed,
                null,
                null,
                ARCHITECTURE,
                LABELS,
                InputImage.of(image),
                normalisation(image),
                1,
                .5 + seed / 1000.0,
                null,
                weights.parameters().length,
                Map.of("epochs", 1),
                seed,
                new DatasetSummary("tiny", "digest", 10, 10, 0, null),
                Collections.nCopies(LABELS.size(), 1.0 / LABELS.size()),
                expected,
                null,
                Map.of("resforge", "test"),
                null);
    }

    private static List<GoldenImage> golden(ImageShape image, Weights weights) {
        List<GoldenImage> golden = new ArrayList<>();
        for (int i = 0; i < GOLDEN; i++) {
            byte[] pixels = pixels(1000 + i, image);
            List<Float> logits = new ArrayList<>();
            for (float logit : logits(image, weights, pixels)) {
                logits.add(logit);
            }
            golden.add(new GoldenImage(pixels, logits));
        }
        return golden;
    }

    private static float[] logits(ImageShape image, Weights weights, byte[] pixels) {
        TorchRuntime.start(1);
        try (Classifier classifier = Classifier.load(graph(image), weights, normalisation(image))) {
            return classifier.logits(pixels, 1);
        }
    }

    private static Graph graph(ImageShape image) {
        return Architecture.parse(ARCHITECTURE).graph(image, LABELS.size());
    }

    private static Normalisation normalisation(ImageShape image) {
        int channels = image.channels();
        return new Normalisation.MeanDeviation(Collections.nCopies(channels, .5), Collections.nCopies(channels, .25));
    }
}
