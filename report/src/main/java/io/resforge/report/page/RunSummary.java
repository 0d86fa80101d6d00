package io.resforge.report.page;

import io.resforge.report.page.ReportTable.Markdown;
import io.resforge.report.run.ClassMetrics;
import io.resforge.report.run.Findings;
import io.resforge.report.run.RunCourse;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.RunIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A run in Markdown. */
final class RunSummary {

    /** Of more classes than these only the worst recognised are listed. */
    private static final int MOST_CLASSES = 20;

    private RunSummary() {}

    static String of(RunReport run) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(Markdown.escape(run.identity().title())).append("\n\n");
        text.append(opening(run)).append("\n\n");
        if (run.scores() != null) {
            text.append(Tables.scores(run.scores()).markdown()).append('\n');
        }
        if (run.predictions() != null) {
            text.append(classes(run.predictions(), run.data().labels()));
        }
        section(text, "Recipe", Tables.pairs("key", "value", run.recipe()));
        if (run.data().training() != null) {
            section(text, "Data: " + Markdown.escape(run.data().name()), Tables.data(run.data()));
        }
        section(text, "Software", Tables.pairs("part", "version", run.software()));
        return text.toString().stripTrailing() + "\n";
    }

    /** The recipe alone, as TensorBoard shows it. */
    static String recipe(RunReport run) {
        return Tables.pairs("key", "value", run.recipe()).markdown();
    }

    private static String opening(RunReport run) {
        RunIdentity identity = run.identity();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Run %s %s: %s%s on %s, %s",
                Markdown.escape(identity.run()),
                run.course().state().replace('_', ' '),
                identity.architecture() == null ? "a network" : Markdown.escape(identity.architecture()),
                identity.parameters() == null ? "" : " (" + NumberFormat.count(identity.parameters()) + " parameters)",
                Markdown.escape(run.data().name()),
                NumberFormat.count(run.epochs().size(), "epoch")));
        Duration duration = duration(run.course());
        text.append(duration == null ? "" : " in " + NumberFormat.duration(duration));
        text.append(
                identity.parent() == null
                        ? "."
                        : ", begun with " + Markdown.escape(identity.parent().toString()) + ".");
        if (run.scores() != null) {
            text.append(" The weights of epoch ")
                    .append(run.scores().bestEpoch())
                    .append(" are the best.");
        }
        if (run.course().reason() != null && !run.course().state().equals("succeeded")) {
            text.append(' ').append(Markdown.escape(run.course().reason()));
        }
        return text.toString();
    }

    /** From the first worker's start to the end, or until now; null before it began. */
    static Duration duration(RunCourse course) {
        Instant until = course.endedAt() == null ? course.asOf() : course.endedAt();
        return course.startedAt() == null || until == null ? null : Duration.between(course.startedAt(), until);
    }

    private static String classes(Findings findings, List<String> labels) {
        boolean many = findings.classes().size() > MOST_CLASSES;
        List<ClassMetrics> scores = many ? ClassMetrics.worst(findings.classes(), MOST_CLASSES) : findings.classes();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Expected calibration error on the %s images: %s.\n\n",
                Markdown.escape(findings.set()),
                NumberFormat.percent(findings.calibration().expectedError())));
        section(
                text,
                many ? String.format(Locale.ROOT, "The %d classes recognised worst", MOST_CLASSES) : "Classes",
                Tables.classes(scores, labels));
        section(text, "Commonest confusions", Tables.confusions(findings.confusions(), labels));
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
