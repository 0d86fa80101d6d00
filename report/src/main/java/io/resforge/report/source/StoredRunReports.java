package io.resforge.report.source;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import io.resforge.report.run.DataSummary;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.EpochPoint.EpochMetrics;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RunIdentity;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores;
import io.resforge.report.run.RunScores.ReportedScore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** What the store tells about runs that have published a version. */
public final class StoredRunReports {

    private final RunStore runs;
    private final Checkpoints checkpoints;

    public StoredRunReports(ObjectStore store) {
        this.runs = new RunStore(store);
        this.checkpoints = new Checkpoints(store, Clock.systemUTC());
    }

    /**
     * A run that has ended well.
     *
     * @throws NothingToReport if there is no such run, or it has published nothing
     */
    public RunReport report(String runId) {
        if (!ObjectNames.isLabel(runId) || runs.spec(runId).isEmpty()) {
            throw new NothingToReport("there is no run '" + runId + "' in the store");
        }
        RunEnd end = runs.end(runId)
                .orElseThrow(
                        () -> new NothingToReport("run '" + runId + "' has not ended; its report is made when it has"));
        if (end.result() == null) {
            throw new NothingToReport(
                    "run '" + runId + "' published no version, so there is nothing to report: " + end.message());
        }
        return report(end.result(), Optional.empty());
    }

    /**
     * A run by what came of it.
     *
     * @param predictions of the published network, where they are at hand
     * @throws NothingToReport if the version, or its epoch, is not in the store
     */
    public RunReport report(RunEnd.Result result, Optional<Predictions> predictions) {
        Manifest manifest = checkpoints
                .manifest(result.model(), result.version())
                .orElseThrow(() -> new NothingToReport(
                        "version " + result.version() + " of " + result.model() + " is not in the store"));
        List<EpochRecord> epochs = runs.epochs(manifest.runId());
        return new RunReport(
                identity(manifest),
                RecipeLines.of(manifest.recipe()),
                data(manifest),
                software(manifest),
                scores(result, epochs),
                epochs.stream().map(StoredRunReports::point).toList(),
                predictions);
    }

    private static RunIdentity identity(Manifest manifest) {
        return new RunIdentity(
                manifest.runId(),
                manifest.model(),
                Optional.of(manifest.version()),
                manifest.architecture(),
                manifest.parameterCount());
    }

    private static DataSummary data(Manifest manifest) {
        Manifest.DatasetSummary dataset = manifest.dataset();
        return new DataSummary(
                dataset.name(),
                dataset.trainingImages(),
                dataset.heldOutImages(),
                dataset.testImages(),
                manifest.labels());
    }

    private static SequencedMap<String, String> software(Manifest manifest) {
        return new LinkedHashMap<>(manifest.software());
    }

    private static RunScores scores(RunEnd.Result result, List<EpochRecord> epochs) {
        EpochRecord best = epochs.stream()
                .filter(epoch -> epoch.epoch() == result.epoch())
                .findFirst()
                .orElseThrow(() ->
                        new NothingToReport("epoch " + result.epoch() + ", which was published, is not in the store"));
        return new RunScores(
                result.epoch(),
                new ReportedScore(best.heldOutLoss(), best.heldOutAccuracy()),
                test(result),
                optional(result.testFlipAccuracy()));
    }

    /** Earlier builds recorded the accuracy without the loss, which is no whole score. */
    private static Optional<ReportedScore> test(RunEnd.Result result) {
        return result.testAccuracy() == null || result.testLoss() == null
                ? Optional.empty()
                : Optional.of(new ReportedScore(result.testLoss(), result.testAccuracy()));
    }

    private static EpochPoint point(EpochRecord epoch) {
        return new EpochPoint(
                epoch.epoch(),
                new EpochMetrics(epoch.trainingLoss(), epoch.trainingAccuracy(), optional(epoch.trainingTop5())),
                new EpochMetrics(epoch.heldOutLoss(), epoch.heldOutAccuracy(), optional(epoch.heldOutTop5())),
                optional(epoch.gradientNorm()),
                epoch.learningRate(),
                epoch.imagesPerSecond());
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** A run of which there is nothing to report; the message says why. */
    public static final class NothingToReport extends RuntimeException {

        NothingToReport(String message) {
            super(message);
        }
    }
}
