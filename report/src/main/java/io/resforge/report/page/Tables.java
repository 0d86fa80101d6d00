package io.resforge.report.page;

import io.resforge.report.measure.ClassMetrics;
import io.resforge.report.measure.ConfusionMatrix;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of a run's report. */
final class Tables {

    private Tables() {}

    static ReportTable scores(RunScores scores) {
        List<List<String>> rows = new ArrayList<>();
        scores.test().ifPresent(test -> rows.add(row("test", test.accuracy(), test.loss())));
        scores.flipAveraged()
                .ifPresent(flipped ->
                        rows.add(List.of("test, flip-averaged", NumberFormat.percent(flipped), NumberFormat.NONE)));
        rows.add(row("held-out", scores.heldOut().accuracy(), scores.heldOut().loss()));
        return new ReportTable(List.of("images", "accuracy", "loss"), rows);
    }

    static ReportTable epochs(List<EpochPoint> epochs) {
        List<String> header = List.of(
                "epoch",
                "training loss",
                "top-1",
                "top-5",
                "held-out loss",
                "top-1",
                "top-5",
                "gradient norm",
                "rate",
                "images/s");
        return new ReportTable(header, epochs.stream().map(Tables::epoch).toList());
    }

    static ReportTable classes(List<ClassMetrics> scores, List<String> labels) {
        return new ReportTable(
                List.of("class", "images", "precision", "recall", "F1"),
                scores.stream()
                        .map(score -> List.of(
                                labels.get(score.label()),
                                NumberFormat.count(score.images()),
                                NumberFormat.percent(score.precision()),
                                NumberFormat.percent(score.recall()),
                                NumberFormat.percent(score.f1())))
                        .toList());
    }

    static ReportTable confusions(List<ConfusionMatrix.Confusion> confusions, List<String> labels) {
        return new ReportTable(
                List.of("class", "taken for", "images", "of the class"),
                confusions.stream()
                        .map(confusion -> List.of(
                                labels.get(confusion.truth()),
                                labels.get(confusion.predicted()),
                                NumberFormat.count(confusion.images()),
                                NumberFormat.percent(confusion.share())))
                        .toList());
    }

    static ReportTable pairs(String key, String value, Map<String, String> map) {
        return new ReportTable(
                List.of(key, value),
                map.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue()))
                        .toList());
    }

    static ReportTable data(RunReport run) {
        return new ReportTable(
                List.of("images", "number"),
                List.of(
                        List.of("training", NumberFormat.count(run.data().training())),
                        List.of("held-out", NumberFormat.count(run.data().heldOut())),
                        List.of("test", NumberFormat.count(run.data().test()))));
    }

    private static List<String> row(String images, double accuracy, double loss) {
        return List.of(images, NumberFormat.percent(accuracy), NumberFormat.decimal(loss));
    }

    private static List<String> epoch(EpochPoint point) {
        return List.of(
                Integer.toString(point.epoch()),
                NumberFormat.decimal(point.training().loss()),
                NumberFormat.percent(point.training().top1()),
                NumberFormat.percent(point.training().top5()),
                NumberFormat.decimal(point.heldOut().loss()),
                NumberFormat.percent(point.heldOut().top1()),
                NumberFormat.percent(point.heldOut().top5()),
                NumberFormat.decimal(point.gradientNorm()),
                NumberFormat.rate(point.learningRate()),
                NumberFormat.count(Math.round(point.imagesPerSecond())));
    }
}
