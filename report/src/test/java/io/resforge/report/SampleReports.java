package io.resforge.report;

import io.resforge.report.run.DataSummary;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.EpochPoint.EpochMetrics;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RgbImage;
import io.resforge.report.run.RunIdentity;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores;
import io.resforge.report.run.RunScores.ReportedScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Runs as they might have been: the same for the same arguments. */
public final class SampleReports {

    /** The classes of CIFAR-10. */
    public static final List<String> CIFAR_10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private SampleReports() {}

    /** A run of so many epochs with so many predictions over CIFAR-10's classes. */
    public static RunReport run(int epochs, int predictions) {
        return run("20260101-101500-resnet20", epochs, CIFAR_10, predictions(CIFAR_10.size(), predictions, 7));
    }

    /** A run over the given classes. */
    public static RunReport run(String name, int epochs, List<String> labels, Predictions predictions) {
        List<EpochPoint> points = IntStream.rangeClosed(1, epochs)
                .mapToObj(epoch -> point(epoch, epochs, 0.92))
                .toList();
        int best = Math.max(1, epochs - epochs / 5);
        EpochPoint last = points.get(best - 1);
        ReportedScore heldOut =
                new ReportedScore(last.heldOut().loss(), last.heldOut().top1());
        return new RunReport(
                new RunIdentity(name, "cifar10", Optional.of("20260101-3f9a1c"), "resnet20-v1", 272_474),
                recipe(Map.of("epochs", Integer.toString(epochs))),
                new DataSummary("cifar-10", 45_000, 5_000, 10_000, labels),
                ordered("resforge", "0.1.0", "djl", "0.35.1", "pytorch", "2.7.1", "java", "25.0.1"),
                new RunScores(best, heldOut, Optional.of(new ReportedScore(0.3024, 0.9071)), OptionalDouble.of(0.9123)),
                points,
                Optional.of(predictions));
    }

    /** The same run with a rate that falls from 0.1 by tenths, three times. */
    public static RunReport inSteps(RunReport run) {
        List<EpochPoint> epochs = run.epochs().stream()
                .map(point -> new EpochPoint(
                        point.epoch(),
                        point.training(),
                        point.heldOut(),
                        OptionalDouble.empty(),
                        0.1
                                * Math.pow(
                                        0.1,
                                        Math.floor(3.99
                                                * point.epoch()
                                                / run.epochs().size())),
                        point.imagesPerSecond()))
                .toList();
        return new RunReport(
                run.identity(), run.recipe(), run.data(), run.software(), run.scores(), epochs, run.predictions());
    }

    /** A short run without test set and predictions, whose recipe has the given values. */
    public static RunReport member(String name, double accuracy, Map<String, String> recipe) {
        List<EpochPoint> points = IntStream.rangeClosed(1, 20)
                .mapToObj(epoch -> point(epoch, 20, accuracy))
                .toList();
        return new RunReport(
                new RunIdentity(name, "cifar10", Optional.empty(), "resnet20-v1", 272_474),
                recipe(recipe),
                new DataSummary("cifar-10", 45_000, 5_000, 0, CIFAR_10),
                ordered("resforge", "0.1.0"),
                new RunScores(20, new ReportedScore(0.31, accuracy), Optional.empty(), OptionalDouble.empty()),
                points,
                Optional.empty());
    }

    /** Predictions that are right nine times of ten, a little too sure of themselves, with images. */
    public static Predictions predictions(int classes, int images, long seed) {
        return Predictions.fromLogits(
                "test",
                classes,
                truth(classes, images),
                logits(classes, images, seed),
                image -> Optional.of(picture(image)));
    }

    /** The classes of the images of {@link #predictions}. */
    public static int[] truth(int classes, int images) {
        return IntStream.range(0, images).map(image -> image % classes).toArray();
    }

    /** The outputs of {@link #predictions}. */
    public static float[] logits(int classes, int images, long seed) {
        Random random = new Random(seed);
        float[] logits = new float[images * classes];
        for (int image = 0; image < images; image++) {
            int truth = image % classes;
            double hardness = 1.2 + 0.5 * (truth % 4);
            for (int label = 0; label < classes; label++) {
                double near = Math.abs(label - truth) == 2 ? 2 : 0;
                logits[image * classes + label] = (float) (hardness * random.nextGaussian() + near);
            }
            logits[image * classes + truth] += 8;
        }
        return logits;
    }

    /** Names and values in turn, in this order. */
    public static SequencedMap<String, String> ordered(String... namesAndValues) {
        SequencedMap<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static SequencedMap<String, String> recipe(Map<String, String> changes) {
        SequencedMap<String, String> recipe = ordered(
                "arch",
                "resnet20-v1",
                "augment",
                "[pad-crop, flip]",
                "epochs",
                "30",
                "batch_size",
                "128",
                "optimizer",
                "sgd(momentum=0.9, nesterov)",
                "lr",
                "0.1",
                "schedule",
                "one-cycle",
                "weight_decay",
                "5e-4",
                "seed",
                "1");
        recipe.putAll(changes);
        return recipe;
    }

    private static EpochPoint point(int epoch, int epochs, double peak) {
        double done = (double) epoch / epochs;
        double noise = 0.012 * Math.sin(epoch * 2.4) * (1 - done);
        double training = peak + 0.03 - 0.62 * Math.exp(-epoch / (epochs / 5.0));
        double heldOut = peak - 0.58 * Math.exp(-epoch / (epochs / 5.5)) + 3 * noise;
        double rate = 0.1 * 0.5 * (1 + Math.cos(Math.PI * done));
        return new EpochPoint(
                epoch,
                new EpochMetrics(2.4 * (1 - training) + 0.03, training, OptionalDouble.of(0.99)),
                new EpochMetrics(2.6 * (1 - heldOut) + 0.08, heldOut, OptionalDouble.of(0.985)),
                OptionalDouble.of(2.5 / (1 + done) + 10 * Math.abs(noise)),
                rate,
                1840 + 20 * Math.sin(epoch));
    }

    private static RgbImage picture(int image) {
        byte[] rgb = new byte[3 * 32 * 32];
        for (int pixel = 0; pixel < 32 * 32; pixel++) {
            rgb[3 * pixel] = (byte) (8 * (pixel % 32));
            rgb[3 * pixel + 1] = (byte) (8 * (pixel / 32));
            rgb[3 * pixel + 2] = (byte) (17 * image);
        }
        return new RgbImage(32, 32, rgb);
    }
}
