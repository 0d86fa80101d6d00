package io.resforge.report.page;

import io.resforge.report.measure.Calibration;
import io.resforge.report.measure.ClassMetrics;
import io.resforge.report.measure.ConfusionMatrix;
import io.resforge.report.measure.Mistake;
import io.resforge.report.run.Predictions;
import java.util.List;

/** What the predictions of a run tell. */
record Findings(
        Predictions predictions,
        ConfusionMatrix confusion,
        List<ClassMetrics> classes,
        Calibration calibration,
        List<Mistake> mistakes) {

    /** As many bins as arXiv 1706.04599 uses. */
    private static final int BINS = 15;

    private static final int MISTAKES = 24;

    static Findings of(Predictions predictions) {
        ConfusionMatrix confusion = ConfusionMatrix.of(predictions);
        return new Findings(
                predictions,
                confusion,
                confusion.classScores(),
                Calibration.of(predictions, BINS),
                Mistake.mostConfident(predictions, MISTAKES));
    }
}
