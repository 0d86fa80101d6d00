package io.resforge.trainer.worker;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.registry.run.ReportFiles;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.store.ObjectStore;
import io.resforge.report.page.ReportFile;
import io.resforge.report.page.Reports;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RgbImage;
import io.resforge.report.run.RunReport;
import io.resforge.report.source.StoredRunReports;
import io.resforge.training.dataset.LabelledImages;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes what one looks at after a run: its report, beside its records in the store. */
final class ReportWriter {

    private final StoredRunReports runs;
    private final ReportFiles files;
    private final WorkerLog log;

    ReportWriter(ObjectStore store, WorkerLog log) {
        this.runs = new StoredRunReports(store);
        this.files = new ReportFiles(store);
        this.log = log;
    }

    /** Writes the report of a run whose epochs are recorded. The version is published without it too, so nothing is thrown. */
    void write(String runId, RunEnd.Result result, TrainingResult trained) {
        try {
            RunReport report = runs.report(result, Optional.of(predictions(trained)));
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
