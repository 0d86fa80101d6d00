package io.resforge.trainer.worker;

import dev.failsafe.FailsafeExecutor;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.Promotions.Decision;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.page.Reports;
import io.resforge.report.page.Reports.ReportFile;
import io.resforge.report.run.Findings;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.Predictions.RgbImage;
import io.resforge.report.run.RunReport;
import io.resforge.report.source.StoredRunReports;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Publishes what was trained, and lets the promotion rule decide. */
final class Publication {

    private static final String PROMOTED_BY = "trainer";

    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final FailsafeExecutor<Object> retries;
    private final WorkerLog log;

    Publication(Checkpoints checkpoints, Promotions promotions, FailsafeExecutor<Object> retries, WorkerLog log) {
        this.log = log;
        this.checkpoints = checkpoints;
        this.promotions = promotions;
        this.retries = retries;
    }

    /**
     * Publishes a version and lets the rule decide, as long as the run is this worker's.
     *
     * @param sample of what it has learnt, to go with the version
     * @param taken whether it is not any more, as the store says
     */
    WorkerOutcome release(TrainedModel trained, Optional<TrainingSample> sample, BooleanSupplier taken) {
        BooleanSupplier surelyTaken = () -> retries.get(taken::getAsBoolean);
        if (surelyTaken.getAsBoolean()) {
            return new WorkerOutcome.Ended();
        }
        Optional<Manifest> published = publish(trained, sample, () -> !taken.getAsBoolean());
        // Asked again, since a store that was down may have held that up for minutes.
        return published.isEmpty() || surelyTaken.getAsBoolean()
                ? new WorkerOutcome.Ended()
                : new WorkerOutcome.Succeeded(promote(published.get(), trained));
    }

    /** Publishes a version; it is not served yet. */
    Optional<Manifest> publish(TrainedModel trained, Optional<TrainingSample> sample, BooleanSupplier wanted) {
        Manifest draft = trained.draft();
        Weights weights = trained.result().weights();
        Instant submitted = trained.spec().submittedAt();
        // An attempt may have succeeded although the store said otherwise, or a worker before this one may have died
        // behind it, and a
        // run must not publish twice.
        AtomicBoolean earlier = new AtomicBoolean();
        AtomicInteger tries = new AtomicInteger();
        Optional<Manifest> published = retries.get(() -> {
            boolean first = tries.getAndIncrement() == 0;
            Optional<Manifest> there = checkpoints.publishedBy(draft.runId(), draft.model(), submitted);
            earlier.set(first && there.isPresent());
            return there.or(() -> checkpoints.publishIf(wanted, draft, weights, sample));
        });
        published
                .filter(it -> !earlier.get())
                .ifPresent(it -> log.audit(
                        it.runId(),
                        "publish",
                        "models/" + it.model() + "/versions/" + it.version(),
                        "",
                        "present",
                        ""));
        return published;
    }

    /** Lets the rule decide whether a published version becomes the champion. */
    RunEnd.Result promote(Manifest published, TrainedModel run) {
        Decision decision = retries.get(() -> decide(published, run));
        Optional.ofNullable(decision.promotion())
                .ifPresent(it -> log.audit(
                        published.runId(),
                        "promote",
                        "models/" + it.model(),
                        it.previousVersion() == null ? "" : "version " + it.previousVersion(),
                        "version " + it.version() + ", promotion " + it.number(),
                        decision.reason()));
        TrainingResult trained = run.result();
        return new RunEnd.Result(
                published.model(),
                published.version(),
                published.epoch(),
                published.heldOutAccuracy(),
                published.testAccuracy(),
                trained.test().map(Evaluation::loss).orElse(null),
                trained.testFlips().map(Evaluation::accuracy).orElse(null),
                decision.promotion() != null,
                decision.reason());
    }

    private Decision decide(Manifest published, TrainedModel run) {
        try {
            return promotions.promoteIfBetter(
                    published.model(), published.version(), PROMOTED_BY, run::heldOutAccuracy);
        } catch (DamagedObject e) {
            // The version is there and may be promoted by hand, which is also what mends the log.
            return new Decision(null, "it cannot be compared: " + e.getMessage());
        }
    }

    /** Writes what one looks at after a run: its report, beside its records in the store. */
    static final class ReportWriter {

        private final StoredRunReports runs;
        private final ReportFiles files;
        private final WorkerLog log;
        private final Clock clock;

        ReportWriter(ObjectStore store, WorkerLog log, Clock clock) {
            this.runs = new StoredRunReports(store, clock);
            this.files = new ReportFiles(store);
            this.log = log;
            this.clock = clock;
        }

        /** Writes the report of a run whose epochs are recorded. The version is published without it too, so nothing is thrown. */
        void write(String runId, RunEnd.Result result, TrainingResult trained) {
            try {
                RunEnd end = new RunEnd(RunEnd.Outcome.SUCCEEDED, "", result, clock.instant());
                RunReport report = runs.report(runId, end, Findings.of(predictions(trained)));
                List<ReportFile> pages = Reports.of(report);
                pages.forEach(page -> files.put(runId, page.name(), page.content()));
                log.say("wrote the report, %d files", pages.size());
            } catch (RuntimeException | LinkageError e) { // the latter where Java's imaging lacks a native library
                log.say("warning: the run has no report: %s", e.getMessage());
                log.trace(e);
            }
        }

        /** Of the test images, or without them of those that were held out. */
        private static Predictions predictions(TrainingResult trained) {
            Evaluation shown = trained.test().orElse(trained.heldOut());
            LabelledImages images = shown.images();
            return Predictions.fromLogits(
                    trained.test().isPresent() ? "test" : "held-out",
                    shown.logits().length / images.count(),
                    images.labels(),
                    shown.logits(),
                    image -> picture(images, image));
        }

        private static Optional<RgbImage> picture(LabelledImages images, int image) {
            ImageShape shape = images.shape();
            byte[] pixels = Arrays.copyOfRange(images.pixels(), images.offset(image), images.offset(image + 1));
            return switch (shape.channels()) {
                case 1 -> Optional.of(RgbImage.grey(shape.height(), shape.width(), pixels));
                case 3 -> Optional.of(new RgbImage(shape.height(), shape.width(), pixels));
                default -> Optional.empty();
            };
        }
    }
}
