package io.resforge.report.page;

import io.resforge.report.chart.ChartImage;
import io.resforge.report.chart.Png;
import io.resforge.report.measure.Mistake;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report of a run as one page that needs nothing else. */
final class RunReportPage {

    private static final int CONFUSIONS = 12;

    private RunReportPage() {}

    /** A figure that the page shows large. */
    record Figure(String name, String value, String note) {}

    /** A mistake with its picture as an address that holds it, empty where there is none. */
    record Slip(String image, String truth, String predicted, String confidence) {}

    static String of(RunReport run, Optional<Findings> findings, List<ChartImage> curves, List<ChartImage> pictures) {
        Map<String, Object> values = new HashMap<>();
        values.put("title", run.identity().title());
        values.put("subtitle", subtitle(run));
        values.put("figures", figures(run, findings));
        values.put("curves", curves);
        values.put(
                "epochs", HtmlTable.of(Tables.epochs(run.epochs()), run.epochs().indexOf(run.best())));
        values.put("recipe", HtmlTable.of(Tables.pairs("key", "value", run.recipe())));
        values.put("dataset", run.data().name());
        values.put("data", HtmlTable.of(Tables.data(run)));
        values.put("software", HtmlTable.of(Tables.pairs("part", "version", run.software())));
        values.put(
                "findings",
                findings.map(found -> List.of(findings(run, found, pictures))).orElse(List.of()));
        return new Template("run.html").fill(values);
    }

    private static String subtitle(RunReport run) {
        return String.format(
                Locale.ROOT,
                "%s on %s · run %s · %s",
                run.identity().architecture(),
                run.data().name(),
                run.identity().run(),
                NumberFormat.count(run.epochs().getLast().epoch(), "epoch"));
    }

    private static List<Figure> figures(RunReport run, Optional<Findings> findings) {
        RunScores scores = run.scores();
        List<Figure> figures = new ArrayList<>();
        String flipped = scores.flipAveraged().isPresent()
                ? NumberFormat.percent(scores.flipAveraged()) + " flip-averaged"
                : "read once, at the end";
        scores.test()
                .ifPresent(test ->
                        figures.add(new Figure("test accuracy", NumberFormat.percent(test.accuracy()), flipped)));
        figures.add(new Figure(
                "held-out accuracy",
                NumberFormat.percent(scores.heldOut().accuracy()),
                "loss " + NumberFormat.decimal(scores.heldOut().loss())));
        scores.test().ifPresent(test -> figures.add(new Figure("test loss", NumberFormat.decimal(test.loss()), "")));
        figures.add(new Figure(
                "best epoch",
                Integer.toString(scores.bestEpoch()),
                "of " + run.epochs().getLast().epoch()));
        figures.add(new Figure("parameters", NumberFormat.count(run.identity().parameters()), ""));
        findings.ifPresent(found -> figures.add(new Figure(
                "calibration error", NumberFormat.percent(found.calibration().expectedError()), "expected, 15 bins")));
        return figures;
    }

    private static Map<String, Object> findings(RunReport run, Findings findings, List<ChartImage> pictures) {
        List<String> labels = run.data().labels();
        Map<String, Object> values = new HashMap<>();
        values.put(
                "images",
                NumberFormat.count(
                        findings.predictions().size(), findings.predictions().set() + " image"));
        pictures.forEach(picture -> values.put(picture.name().replace(".svg", ""), picture.svg()));
        values.put(
                "confusions",
                HtmlTable.of(Tables.confusions(findings.confusion().commonest(CONFUSIONS), labels)));
        values.put("classes", HtmlTable.of(Tables.classes(findings.classes(), labels)));
        values.put(
                "mistakes",
                findings.mistakes().stream()
                        .map(mistake -> slip(findings, mistake, labels))
                        .toList());
        return values;
    }

    private static Slip slip(Findings findings, Mistake mistake, List<String> labels) {
        return new Slip(
                findings.predictions().image(mistake.image()).map(Png::address).orElse(""),
                labels.get(mistake.truth()),
                labels.get(mistake.predicted()),
                NumberFormat.percent(mistake.confidence()));
    }
}
