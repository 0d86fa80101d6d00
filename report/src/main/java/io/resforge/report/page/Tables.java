package io.resforge.report.page;

import io.resforge.report.run.ClassMetrics;
import io.resforge.report.run.ConfusionMatrix;
import io.resforge.report.run.RunReport.DataSummary;
import io.resforge.report.run.RunReport.RunScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of a run's summary. */
final class Tables {

    private Tables() {}

    static ReportTable scores(RunScores scores) {
        List<List<String>> rows = new ArrayList<>();
        if (scores.test() != null) {
            rows.add(row("test", scores.test().accuracy(), scores.test().loss()));
        }
        if (scores.flipAveraged() != null) {
            rows.add(row("test, with mirror images", scores.flipAveraged(), null));
        }
        rows.add(row("held-out", scores.heldOut().accuracy(), scores.heldOut().loss()));
        return new ReportTable(List.of("images", "accuracy", "loss"), rows);
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

    static ReportTable data(DataSummary data) {
        return new ReportTable(
                List.of("images", "number"),
                List.of(
                        List.of("training", NumberFormat.count(data.training())),
                        List.of("held-out", NumberFormat.count(data.heldOut())),
                        List.of("test", NumberFormat.count(data.test()))));
    }

    private static List<String> row(String images, double accuracy, Double loss) {
        return List.of(images, NumberFormat.percent(accuracy), NumberFormat.decimal(loss));
    }
}
