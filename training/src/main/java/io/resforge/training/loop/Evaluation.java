package io.resforge.training.loop;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.logits.Softmax;
import io.resforge.neuralnet.torch.Classifier;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.TrainingEvent.TrainingScore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How images were classified.
 *
 * @param images that were classified, at least one
 * @param logits {@code [count * classes]}
 */
public record Evaluation(LabelledImages images, float[] logits) {

    private static final int CHUNK = 256;
    private static final int TOP = 5;

    /**
     * Classifies images with a network.
     *
     * @throws IllegalArgumentException if the weights or the normalisation do not fit the network
     * @throws Diverged if a logit is no finite number
     * @throws InterruptedException if the thread is interrupted
     */
    public static Evaluation of(Graph graph, Weights weights, Normalisation normalisation, LabelledImages images)
            throws InterruptedException {
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            return of(classifier, images, graph.classes());
        }
    }

    /**
     * Classifies images with what will serve them.
     *
     * @throws Diverged if a logit is no finite number: finite weights may still be so large that their products are not
     * @throws InterruptedException if the thread is interrupted
     */
    static Evaluation of(Classifier classifier, LabelledImages images, int classes) throws InterruptedException {
        return new Evaluation(images, inChunks(images, classes, classifier::logits));
    }

    /**
     * What a network makes of images just before its last layer, {@code [count * features]}.
     *
     * @throws Diverged if a feature is no finite number
     * @throws InterruptedException if the thread is interrupted
     */
    public static float[] features(Graph graph, Weights weights, Normalisation normalisation, LabelledImages images)
            throws InterruptedException {
        try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
            return inChunks(images, graph.features(), classifier::features);
        }
    }

    private static float[] inChunks(LabelledImages images, int numbers, Network network) throws InterruptedException {
        float[] all = new float[images.count() * numbers];
        for (int from = 0; from < images.count(); from += CHUNK) {
            int count = Math.min(CHUNK, images.count() - from);
            byte[] pixels = Arrays.copyOfRange(images.pixels(), images.offset(from), images.offset(from + count));
            System.arraycopy(network.compute(pixels, count), 0, all, from * numbers, count * numbers);
            Interruption.check();
        }
        return requireFinite(all);
    }

    /** Computes numbers of images. */
    private interface Network {
        float[] compute(byte[] pixels, int count);
    }

    static float[] requireFinite(float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new Diverged(String.format(
                        Locale.ROOT, "an image was classified with a logit of %s; try a lower peak rate", logit));
            }
        }
        return logits;
    }

    /** The same images by the mean of these logits and another evaluation's. */
    Evaluation averagedWith(Evaluation other) {
        float[] means = new float[logits.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (logits[i] + other.logits[i]) / 2;
        }
        return new Evaluation(images, means);
    }

    /** Loss, accuracy and top-5 accuracy. */
    TrainingScore score() {
        return new TrainingScore(loss(), accuracy(), top5());
    }

    /** Share of images classified correctly. */
    public double accuracy() {
        return share(image -> predicted(image) == images.labels()[image]);
    }

    /** Share of images whose class is among the five with the highest logits; of equal logits the first class comes first. */
    public double top5() {
        return share(image -> rank(image) < TOP);
    }

    /** Mean cross-entropy of an image: {@code log Σ exp(logits) − logits[label]}. */
    public double loss() {
        return IntStream.range(0, images.count())
                .mapToDouble(this::loss)
                .average()
                .orElseThrow();
    }

    /** Share of each class among the predictions. */
    public List<Double> baseline() {
        int[] predictions = new int[classes()];
        for (int image = 0; image < images.count(); image++) {
            predictions[predicted(image)]++;
        }
        return Arrays.stream(predictions)
                .mapToObj(count -> (double) count / images.count())
                .toList();
    }

    /** The logits of one image. */
    public float[] logits(int image) {
        return Arrays.copyOfRange(logits, image * classes(), (image + 1) * classes());
    }

    private double share(IntPredicate holds) {
        return (double) IntStream.range(0, images.count()).filter(holds).count() / images.count();
    }

    private int predicted(int image) {
        return Softmax.likeliest(logits, image * classes(), classes());
    }

    /** How many classes come before the image's own. */
    private int rank(int image) {
        float[] scores = logits(image);
        int label = images.labels()[image];
        return (int) IntStream.range(0, scores.length)
                .filter(i -> scores[i] > scores[label] || scores[i] == scores[label] && i < label)
                .count();
    }

    private double loss(int image) {
        float[] scores = logits(image);
        double greatest = scores[predicted(image)];
        double sum = Softmax.sum(logits, image * classes(), classes());
        return greatest + Math.log(sum) - scores[images.labels()[image]];
    }

    private int classes() {
        return logits.length / images.count();
    }

    /** Where training may be stopped. */
    static final class Interruption {

        private Interruption() {}

        static void check() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("training was interrupted");
            }
        }
    }

    /** Says how good weights are, by classifying images exactly as they will be served. */
    record Evaluator(
            Graph graph,
            Normalisation normalisation,
            LabelledImages heldOut,
            Optional<LabelledImages> test,
            boolean flips,
            boolean sixViews) {

        /**
         * What came of one set of images.
         *
         * @param flipped by the mean of the logits of each image and its mirror image, if asked for
         * @param sixViews by {@link SixViews}, of test images only, if asked for
         */
        record Judgement(Evaluation plain, Optional<Evaluation> flipped, Optional<Evaluation> sixViews) {}

        Judgement onHeldOut(Weights weights) throws InterruptedException {
            return evaluate(weights, heldOut, false);
        }

        /** Empty without test images. */
        Optional<Judgement> onTest(Weights weights) throws InterruptedException {
            return test.isEmpty() ? Optional.empty() : Optional.of(evaluate(weights, test.get(), sixViews));
        }

        /** Images that are classified after each epoch, mirror images counted too. */
        int imagesAnEpoch() {
            return heldOut.count() * (flips ? 2 : 1);
        }

        /** Images that are classified in the test, all views counted. */
        int testImages() {
            int views = sixViews ? SixViews.COUNT : flips ? 2 : 1;
            return test.map(LabelledImages::count).orElse(0) * views;
        }

        private Judgement evaluate(Weights weights, LabelledImages images, boolean allViews)
                throws InterruptedException {
            try (Classifier classifier = Classifier.load(graph, weights, normalisation)) {
                Evaluation plain = Evaluation.of(classifier, images, graph.classes());
                if (!flips && !allViews) {
                    return new Judgement(plain, Optional.empty(), Optional.empty());
                }
                Evaluation flipped =
                        plain.averagedWith(Evaluation.of(classifier, MirrorImages.of(images), graph.classes()));
                Optional<Evaluation> views =
                        allViews ? Optional.of(SixViews.of(classifier, graph.classes(), flipped)) : Optional.empty();
                return new Judgement(plain, flips ? Optional.of(flipped) : Optional.empty(), views);
            }
        }

        /** Images with left and right exchanged. */
        static final class MirrorImages {

            private MirrorImages() {}

            static LabelledImages of(LabelledImages images) {
                ImageShape shape = images.shape();
                int channels = shape.channels();
                int row = shape.width() * channels;
                byte[] pixels = images.pixels();
                byte[] mirrored = new byte[pixels.length];
                for (int start = 0; start < pixels.length; start += row) {
                    for (int column = 0; column < shape.width(); column++) {
                        int to = start + (shape.width() - 1 - column) * channels;
                        System.arraycopy(pixels, start + column * channels, mirrored, to, channels);
                    }
                }
                return new LabelledImages(shape, mirrored, images.labels());
            }
        }
    }
}
