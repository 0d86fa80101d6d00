package io.resforge.report.source;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import io.resforge.report.run.Findings;
import io.resforge.report.run.RecipeLines;
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
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the store tells about runs, from their submission on. */
public final class StoredRunReports {

    private final RunStore runs;
    private final Checkpoints checkpoints;
    private final ReportFiles files;
    private final Clock clock;

    /** @param clock says when a run that goes on was read */
    public StoredRunReports(ObjectStore store, Clock clock) {
        this.runs = new RunStore(store);
        this.checkpoints = new Checkpoints(store, clock);
        this.files = new ReportFiles(store);
        this.clock = clock;
    }

    /**
     * A run as the store has it now; what its network says is there once its worker has written it.
     *
     * @throws NothingToReport if there is no such run
     */
    public RunReport report(String runId) {
        RunReport report = report(spec(runId), runs.end(runId));
        Optional<RunReport> written = files.get(runId, RunReport.FILE).flatMap(RunReport::read);
        return written.filter(it -> it.predictions() != null)
                .map(it -> report.data().labels() == null
                        ? new RunReport(
                                report.format(),
                                report.identity(),
                                report.course(),
                                it.data(),
                                report.recipe(),
                                report.software(),
                                report.scores(),
                                report.epochs(),
                                it.predictions())
                        : report.with(it.predictions()))
                .orElse(report);
    }

    /**
     * A run whose end is about to be recorded.
     *
     * @param findings what its network says
     * @throws NothingToReport if there is no such run
     */
    public RunReport report(String runId, RunEnd end, Findings findings) {
        return report(spec(runId), Optional.of(end)).with(findings);
    }

    /** The finished epochs of a run, as a report has them. */
    public List<EpochPoint> epochs(String runId) {
        return runs.epochs(runId).stream().map(StoredRunReports::point).toList();
    }

    /** Where a run stands, without its epochs: quick enough for each second. */
    public RunCourse course(String runId) {
        return course(spec(runId), runs.end(runId));
    }

    private RunSpec spec(String runId) {
        Optional<RunSpec> spec = ObjectNames.isLabel(runId) ? runs.spec(runId) : Optional.empty();
        return spec.orElseThrow(() -> new NothingToReport("there is no run '" + runId + "' in the store"));
    }

    private RunReport report(RunSpec spec, Optional<RunEnd> end) {
        Optional<RunEnd.Result> result = end.map(RunEnd::result);
        Optional<Manifest> manifest = result.flatMap(it -> checkpoints.manifest(it.model(), it.version()));
        List<EpochRecord> epochs = runs.epochs(spec.runId());
        return new RunReport(
                RunReport.FORMAT,
                identity(spec, result, manifest),
                course(spec, end),
                data(spec, manifest),
                RecipeLines.of(spec.recipe()),
                manifest.map(it -> new LinkedHashMap<>(it.software())).orElseGet(LinkedHashMap::new),
                scores(result, epochs),
                epochs.stream().map(StoredRunReports::point).toList(),
                null);
    }

    private RunIdentity identity(RunSpec spec, Optional<RunEnd.Result> result, Optional<Manifest> manifest) {
        Object asked = spec.recipe().get("arch");
        return new RunIdentity(
                spec.runId(),
                spec.model(),
                result.map(RunEnd.Result::version).orElse(null),
                manifest.map(Manifest::architecture).orElse(asked == null ? null : asked.toString()),
                manifest.map(Manifest::parameterCount).orElse(null),
                spec.origin().map(this::parent).orElse(null));
    }

    private VersionParent parent(VersionReference origin) {
        String run = checkpoints
                .manifest(origin.model(), origin.version())
                .map(Manifest::runId)
                .orElse(null);
        return new VersionParent(origin.model(), origin.version(), run);
    }

    private RunCourse course(RunSpec spec, Optional<RunEnd> end) {
        Optional<RunStatus> status = runs.status(spec.runId());
        List<WorkerAttempt> attempts = runs.launches(spec.runId()).stream()
                .map(it -> new WorkerAttempt(it.attempt(), it.launcher(), it.host(), it.launchedAt(), it.after()))
                .toList();
        Optional<RunSuspension> hold = runs.hold(spec.runId()).filter(RunSuspension::held);
        String state = end.map(it -> it.outcome().name().toLowerCase(Locale.ROOT))
                .or(() -> hold.map(_ -> "suspended"))
                .or(() -> status.map(it -> it.progress() == null ? "starting" : "running"))
                .orElse(attempts.isEmpty() ? "queued" : "starting");
        String reason = end.map(RunEnd::message)
                .or(() -> hold.map(RunSuspension::reason))
                .or(() -> status.map(RunStatus::trouble))
                .orElse(null);
        Instant endedAt = end.map(RunEnd::endedAt).orElse(null);
        return new RunCourse(
                state,
                reason,
                spec.submittedAt(),
                status.map(RunStatus::startedAt).orElse(null),
                endedAt,
                endedAt == null ? clock.instant() : null,
                status.map(RunStatus::progress).map(StoredRunReports::progress).orElse(null),
                attempts);
    }

    private static RunProgress progress(RunStatus.Progress at) {
        return new RunProgress(
                at.epoch(),
                at.epochs(),
                at.step(),
                at.steps(),
                at.loss(),
                at.accuracy(),
                at.imagesPerSecond(),
                at.secondsLeft(),
                at.learningRate());
    }

    private static DataSummary data(RunSpec spec, Optional<Manifest> manifest) {
        String location = spec.dataset();
        return manifest.map(Manifest::dataset)
                .map(it -> new DataSummary(
                        it.name(),
                        location,
                        it.trainingImages(),
                        it.heldOutImages(),
                        it.testImages(),
                        manifest.get().labels()))
                .orElseGet(() -> new DataSummary(
                        location.substring(location.replaceAll("/+$", "").lastIndexOf('/') + 1),
                        location,
                        null,
                        null,
                        null,
                        null));
    }

    private static RunScores scores(Optional<RunEnd.Result> result, List<EpochRecord> epochs) {
        Optional<EpochRecord> best = result.map(it -> it.epoch())
                .flatMap(published ->
                        epochs.stream().filter(it -> it.epoch() == published).findFirst())
                .or(() -> epochs.stream().filter(EpochRecord::best).reduce((_, later) -> later));
        return best.map(it -> new RunScores(
                        it.epoch(),
                        new ReportedScore(it.heldOutLoss(), it.heldOutAccuracy()),
                        result.filter(end -> end.testAccuracy() != null)
                                .map(end -> new ReportedScore(end.testLoss(), end.testAccuracy()))
                                .orElse(null),
                        result.map(RunEnd.Result::testFlipAccuracy).orElse(null),
                        result.map(RunEnd.Result::promoted).orElse(null),
                        result.map(RunEnd.Result::decision).orElse(null)))
                .orElse(null);
    }

    private static EpochPoint point(EpochRecord epoch) {
        return new EpochPoint(
                epoch.epoch(),
                epoch.step(),
                epoch.finishedAt(),
                new EpochMetrics(epoch.trainingLoss(), epoch.trainingAccuracy(), epoch.trainingTop5()),
                new EpochMetrics(epoch.heldOutLoss(), epoch.heldOutAccuracy(), epoch.heldOutTop5()),
                epoch.gradientNorm(),
                epoch.learningRate(),
                epoch.imagesPerSecond());
    }

    /** A run of which there is nothing to report; the message says why. */
    public static final class NothingToReport extends RuntimeException {

        NothingToReport(String message) {
            super(message);
        }
    }
}
