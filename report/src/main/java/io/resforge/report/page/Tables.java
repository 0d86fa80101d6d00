package io.resforge.report.page;

import io.resforge.report.measure.ClassScore;
import io.resforge.report.measure.ConfusionMatrix;
import io.resforge.report.run.EpochPoint;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of a run's report. */
final class Tables {

    private Tables() {}

    static Table scores(Scores scores) {
        List<List<String>> rows = new ArrayList<>();
        scores.test().ifPresent(test -> rows.add(row("test", test.accuracy(), test.loss())));
        scores.flipAveraged()
                .ifPresent(flipped -> rows.add(List.of("test, flip-averaged", Format.percent(flipped), Format.NONE)));
        rows.add(row("held-out", scores.heldOut().accuracy(), scores.heldOut().loss()));
        return new Table(List.of("images", "accuracy", "loss"), rows);
    }

    static Table epochs(List<EpochPoint> epochs) {
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
        return new Table(header, epochs.stream().map(Tables::epoch).toList());
    }

    static Table classes(List<ClassScore> scores, List<String> labels) {
        return new Table(
                List.of("class", "images", "precision", "recall", "F1"),
                scores.stream()
                        .map(score -> List.of(
                                labels.get(score.label()),
                                Format.count(score.images()),
                                Format.percent(score.precision()),
                                Format.percent(score.recall()),
                                Format.percent(score.f1())))
                        .toList());
    }

    static Table confusions(List<ConfusionMatrix.Confusion> confusions, List<String> labels) {
        return new Table(
                List.of("class", "taken for", "images", "of the class"),
                confusions.stream()
                        .map(confusion -> List.of(
                                labels.get(confusion.truth()),
                                labels.get(confusion.predicted()),
                                Format.count(confusion.images()),
                                Format.percent(confusion.share())))
                        .toList());
    }

    static Table pairs(String key, String value, Map<String, String> map) {
        return new Table(
                List.of(key, value),
                map.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue()))
                        .toList());
    }

    static Table data(RunReport run) {
        return new Table(
                List.of("images", "number"),
                List.of(
                        List.of("training", Format.count(run.data().training())),
                        List.of("held-out", Format.count(run.data().heldOut())),
                        List.of("test", Format.count(run.data().test()))));
    }

    private static List<String> row(String images, double accuracy, double loss) {
        return List.of(images, Format.percent(accuracy), Format.decimal(loss));
    }

    private static List<String> epoch(EpochPoint point) {
        return List.of(
                Integer.toString(point.epoch()),
                Format.decimal(point.training().loss()),
                Format.percent(point.training().top1()),
                Format.percent(point.training().top5()),
                Format.decimal(point.heldOut().loss()),
                Format.percent(point.heldOut().top1()),
                Format.percent(point.heldOut().top5()),
                Format.decimal(point.gradientNorm()),
                Format.rate(point.learningRate()),
                Format.count(Math.round(point.imagesPerSecond())));
    }
}
