package io.resforge.report;

import io.resforge.report.run.Findings;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.Predictions.RgbImage;
import io.resforge.report.run.RunCourse;
import io.resforge.report.run.RunCourse.RunProgress;
import io.resforge.report.run.RunCourse.WorkerAttempt;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.DataSummary;
import io.resforge.report.run.RunReport.EpochPoint;
import io.resforge.report.run.RunReport.EpochPoint.EpochMetrics;
import io.resforge.report.run.RunReport.RunIdentity;
import io.resforge.report.run.RunReport.RunIdentity.VersionParent;
import io.resforge.report.run.RunReport.RunScores;
import io.resforge.report.run.RunReport.RunScores.ReportedScore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Runs as they might have been: the same for the same arguments. */
public final class SampleReports {

    /** The classes of CIFAR-10. */
    public static final List<String> CIFAR_10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final Instant NOON = Instant.parse("2026-01-01T10:15:00Z");

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
                RunReport.FORMAT,
                new RunIdentity(
                        name,
                        "cifar10",
                        "3",
                        "resnet20-v1",
                        272_474L,
                        new VersionParent("cifar10", "2", "20251231-090000-resnet20")),
                new RunCourse(
                        "succeeded",
                        "published",
                        NOON,
                        NOON.plusSeconds(20),
                        NOON.plusSeconds(40L + 25L * epochs),
                        null,
                        new RunProgress(epochs, epochs, 352, 352, 0.2, 0.95, 1840, 0, 0.0001),
                        List.of(new WorkerAttempt(1, "process", "laptop", NOON.plusSeconds(5), null))),
                new DataSummary("cifar-10", "/data/cifar-10", 45_000, 5_000, 10_000, labels),
                recipe(Map.of("epochs", Integer.toString(epochs))),
                ordered("resforge", "0.1.0", "djl", "0.35.1", "pytorch", "2.7.1", "java", "25.0.1"),
                new RunScores(
                        best,
                        heldOut,
                        new ReportedScore(0.3024, 0.9071),
                        0.9123,
                        true,
                        "its held-out accuracy is better than the champion's"),
                points,
                Findings.of(predictions));
    }

    /** The same run with other scores, epochs and predictions. */
    public static RunReport with(RunReport run, RunScores scores, List<EpochPoint> epochs, Findings predictions) {
        return new RunReport(
                run.format(),
                run.identity(),
                run.course(),
                run.data(),
                run.recipe(),
                run.software(),
                scores,
                epochs,
                predictions);
    }

    /** A short run without test set and predictions, whose recipe has the given values. */
    public static RunReport member(String name, double accuracy, Map<String, String> recipe) {
        List<EpochPoint> points = IntStream.rangeClosed(1, 20)
                .mapToObj(epoch -> point(epoch, 20, accuracy))
                .toList();
        return new RunReport(
                RunReport.FORMAT,
                new RunIdentity(name, "cifar10", null, "resnet20-v1", 272_474L, null),
                new RunCourse("running", null, NOON, NOON, null, NOON.plusSeconds(600), null, List.of()),
                new DataSummary("cifar-10", "/data/cifar-10", 45_000, 5_000, 0, CIFAR_10),
                recipe(recipe),
                ordered("resforge", "0.1.0"),
                new RunScores(20, new ReportedScore(0.31, accuracy), null, null, null, null),
                points,
                null);
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
                352L * epoch,
                NOON.plusSeconds(20L + 25L * epoch),
                new EpochMetrics(2.4 * (1 - training) + 0.03, training, 0.99),
                new EpochMetrics(2.6 * (1 - heldOut) + 0.08, heldOut, 0.985),
                2.5 / (1 + done) + 10 * Math.abs(noise),
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
