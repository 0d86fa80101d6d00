package io.resforge.report.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.resforge.report.run.Require.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * All that is told about one run of training, at any time from its submission on. As JSON it is what the page of a run
 * draws, live or saved, and what other programs may read: names in snake_case, absent where something is not known.
 *
 * @param format version of the JSON, 1
 * @param identity which run, and what it trains
 * @param course where it stands, and how it came there
 * @param data what it learns from
 * @param recipe how it trains, key by key in the order to be shown
 * @param software what it ran on, as {@code pytorch} and {@code 2.7.1}, in the order to be shown
 * @param scores what it came to; null before its first epoch is over
 * @param epochs its epochs in rising order; a number may be missing
 * @param predictions what the chosen network says about the test images, or about the held-out ones where there is no test
 *     set; null where that is not known
 */
public record RunReport(
        int format,
        RunIdentity identity,
        RunCourse course,
        DataSummary data,
        SequencedMap<String, String> recipe,
        SequencedMap<String, String> software,
        RunScores scores,
        List<EpochPoint> epochs,
        Findings predictions) {

    /** The name of the file that holds it, beside the page of a run that has ended. */
    public static final String FILE = "run.json";

    /** The version of the JSON that this build writes. */
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    public RunReport {
        recipe = Printable.lines(recipe);
        software = Printable.lines(software);
        epochs = List.copyOf(epochs);
        requireRising(epochs);
        if (scores != null) {
            requireKnown(scores.bestEpoch(), epochs);
        }
        if (predictions != null) {
            requireClasses(
                    data.labels() == null ? 0 : data.labels().size(),
                    predictions.classes().size());
        }
    }

    /** The epoch whose weights are kept; empty before the first is over. */
    public Optional<EpochPoint> best() {
        return epochs.stream()
                .filter(point -> scores != null && point.epoch() == scores.bestEpoch())
                .findFirst();
    }

    /** The same in another state, as who watches its worker knows it. */
    public RunReport in(String state, String reason) {
        return new RunReport(
                format, identity, course.in(state, reason), data, recipe, software, scores, epochs, predictions);
    }

    /** The same with what its network says. */
    public RunReport with(Findings findings) {
        return new RunReport(format, identity, course, data, recipe, software, scores, epochs, findings);
    }

    /** As JSON, in UTF-8. */
    public byte[] json() {
        return json(this);
    }

    /** A part of a report, or what is made of several, in the same spelling. */
    public static byte[] json(Object part) {
        try {
            return JSON.writeValueAsBytes(part);
        } catch (JacksonException e) {
            throw new UncheckedIOException("cannot write a report as JSON", e);
        }
    }

    /** Reads what {@link #json()} wrote; empty for anything else. */
    public static Optional<RunReport> read(byte[] json) {
        try {
            RunReport report = JSON.readValue(json, RunReport.class);
            return Optional.of(report).filter(it -> it.format == FORMAT);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void requireRising(List<EpochPoint> epochs) {
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i).epoch() <= epochs.get(i - 1).epoch()) {
                throw new IllegalArgumentException(
                        "epochs must rise, but " + epochs.get(i).epoch() + " comes after "
                                + epochs.get(i - 1).epoch());
            }
        }
    }

    private static void requireKnown(int best, List<EpochPoint> epochs) {
        if (epochs.stream().noneMatch(point -> point.epoch() == best)) {
            throw new IllegalArgumentException("the best epoch must be one of the epochs given, was " + best);
        }
    }

    private static void requireClasses(int labels, int classes) {
        if (labels != classes) {
            throw new IllegalArgumentException(
                    "predictions must be over the " + labels + " classes of the data, were over " + classes);
        }
    }

    /**
     * Which run this is and what it trains.
     *
     * @param run identifier of the run
     * @param model name of the model
     * @param version version that the run published; null where it published none
     * @param architecture canonical form of the architecture, as {@code resnet20-v1}; null where that is not known
     * @param parameters number of trained parameters; null where that is not known
     * @param parent the version that training began with; null for fresh weights
     */
    public record RunIdentity(
            String run, String model, String version, String architecture, Long parameters, VersionParent parent) {

        public RunIdentity {
            run = Printable.required("run", run);
            model = Printable.required("model", model);
            version = Printable.line(version);
            architecture = Printable.line(architecture);
        }

        /** {@code model@version}, or the model alone where nothing was published. */
        public String title() {
            return version == null ? model : model + "@" + version;
        }

        /**
         * A version that training began with.
         *
         * @param run the run that trained it; null where that is not known
         */
        public record VersionParent(String model, String version, String run) {

            @Override
            public String toString() {
                return model + "@" + version;
            }
        }
    }

    /**
     * What the run learns from. Numbers are null before a version tells them.
     *
     * @param name name of the data set
     * @param location where it was, as the run was told
     * @param training images trained on
     * @param heldOut training images held out to choose the best epoch
     * @param test test images, 0 where the data set has none
     * @param labels names of the classes, in the order of the network's outputs
     */
    public record DataSummary(
            String name, String location, Integer training, Integer heldOut, Integer test, List<String> labels) {

        public DataSummary {
            name = Printable.required("data set name", name);
            location = Printable.line(location);
            labels =
                    labels == null ? null : labels.stream().map(Printable::line).toList();
        }
    }

    /**
     * What the run came to so far.
     *
     * @param bestEpoch epoch whose weights are kept, at least 1
     * @param heldOut score of that epoch on the held-out images
     * @param test score of that epoch on the test images; null where there are none
     * @param flipAveraged test accuracy when the outputs for an image and its mirror image are averaged; null where it was
     *     not asked for
     * @param promoted whether its version became the champion; null before it is published
     * @param decision why, or why not
     */
    public record RunScores(
            int bestEpoch,
            ReportedScore heldOut,
            ReportedScore test,
            Double flipAveraged,
            Boolean promoted,
            String decision) {

        public RunScores {
            Require.atLeast("best epoch", 1, bestEpoch);
            Require.share("flip-averaged accuracy", flipAveraged);
            decision = Printable.line(decision);
        }

        /**
         * How well a network did on a set of images.
         *
         * @param loss mean cross-entropy an image; null where an earlier build did not record it
         * @param accuracy share of images classified correctly, from 0 to 1
         */
        public record ReportedScore(Double loss, double accuracy) {

            public ReportedScore {
                Require.notNegative("loss", loss);
                Require.share("accuracy", accuracy);
            }
        }
    }

    /**
     * One finished epoch.
     *
     * @param epoch its number, from 1
     * @param step steps of the run at its end; null where an earlier build did not record it
     * @param finishedAt when it was over; null where an earlier build did not record it
     * @param training measured on augmented batches while training
     * @param heldOut measured on held-out images afterwards
     * @param gradientNorm mean Euclidean norm of the gradient before clipping; null where it was not measured
     * @param learningRate rate of the last step
     * @param imagesPerSecond training images a second
     */
    public record EpochPoint(
            int epoch,
            Long step,
            Instant finishedAt,
            EpochMetrics training,
            EpochMetrics heldOut,
            Double gradientNorm,
            double learningRate,
            double imagesPerSecond) {

        public EpochPoint {
            Require.atLeast("epoch", 1, epoch);
            Require.notNegative("gradient norm", gradientNorm);
            Require.notNegative("learning rate", learningRate);
            Require.notNegative("images a second", imagesPerSecond);
        }

        /**
         * What was measured over one set of images in one epoch.
         *
         * @param loss mean loss an image, at least 0
         * @param top1 share of images whose class had the highest output, from 0 to 1
         * @param top5 share of images whose class was among the five highest outputs; null where it was not measured
         */
        public record EpochMetrics(double loss, double top1, Double top5) {

            public EpochMetrics {
                Require.notNegative("loss", loss);
                Require.share("top-1 accuracy", top1);
                Require.share("top-5 accuracy", top5);
            }
        }
    }
}
