package io.resforge.report.page;

import io.resforge.report.chart.ChartImage;
import io.resforge.report.measure.ClassMetrics;
import io.resforge.report.page.ReportTable.Markdown;
import io.resforge.report.run.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report of a run in Markdown, its pictures beside it. */
final class RunSummary {

    /** Of more classes than these only the worst recognised are listed. */
    private static final int MOST_CLASSES = 20;

    private static final int CONFUSIONS = 5;

    private RunSummary() {}

    static String of(RunReport run, Optional<Findings> findings, List<ChartImage> pictures) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(Markdown.escape(run.identity().title())).append("\n\n");
        text.append(opening(run)).append("\n\n");
        text.append(Tables.scores(run.scores()).markdown()).append('\n');
        findings.ifPresent(found -> text.append(classes(run, found)));
        section(text, "Recipe", Tables.pairs("key", "value", run.recipe()));
        section(text, "Data: " + Markdown.escape(run.data().name()), Tables.data(run));
        section(text, "Software", Tables.pairs("part", "version", run.software()));
        text.append("## Pictures\n\n");
        pictures.forEach(
                picture -> text.append(String.format(Locale.ROOT, "![%s](%s)\n\n", picture.title(), picture.name())));
        return text.toString().stripTrailing() + "\n";
    }

    private static String opening(RunReport run) {
        return String.format(
                Locale.ROOT,
                "Run %s trained %s (%s parameters) for %s; the weights of epoch %d were kept.",
                Markdown.escape(run.identity().run()),
                Markdown.escape(run.identity().architecture()),
                NumberFormat.count(run.identity().parameters()),
                NumberFormat.count(run.epochs().getLast().epoch(), "epoch"),
                run.scores().bestEpoch());
    }

    private static String classes(RunReport run, Findings findings) {
        boolean many = findings.classes().size() > MOST_CLASSES;
        List<ClassMetrics> scores = many ? ClassMetrics.worst(findings.classes(), MOST_CLASSES) : findings.classes();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Expected calibration error on the %s images: %s.\n\n",
                Markdown.escape(findings.predictions().set()),
                NumberFormat.percent(findings.calibration().expectedError())));
        section(
                text,
                many ? String.format(Locale.ROOT, "The %d classes recognised worst", MOST_CLASSES) : "Classes",
                Tables.classes(scores, run.data().labels()));
        section(
                text,
                "Commonest confusions",
                Tables.confusions(
                        findings.confusion().commonest(CONFUSIONS), run.data().labels()));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, ReportTable table) {
        if (!table.rows().isEmpty()) {
            text.append("## ")
                    .append(title)
                    .append("\n\n")
                    .append(table.markdown())
                    .append('\n');
        }
    }
}
