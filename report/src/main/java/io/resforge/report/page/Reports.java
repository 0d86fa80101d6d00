package io.resforge.report.page;

import io.resforge.report.chart.CalibrationChart;
import io.resforge.report.chart.ChartImage;
import io.resforge.report.chart.ClassChart;
import io.resforge.report.chart.ConfusionChart;
import io.resforge.report.chart.Curves;
import io.resforge.report.chart.MistakeSheet;
import io.resforge.report.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reports of runs. Equal runs give equal bytes, on a machine without fonts too. */
public final class Reports {

    private Reports() {}

    /**
     * The report of one run: {@code index.html}, which needs no other file; {@code summary.md}; and each picture as a
     * file of its own. Pictures of predictions are left out where the run has none.
     */
    public static List<ReportFile> of(RunReport run) {
        Optional<Findings> findings = run.predictions().map(Findings::of);
        List<ChartImage> curves = Curves.of(run);
        List<ChartImage> pictures = findings.map(found -> pictures(run, found)).orElse(List.of());
        List<ChartImage> all = new ArrayList<>(curves);
        all.addAll(pictures);
        List<ReportFile> files = new ArrayList<>();
        files.add(ReportFile.html("index.html", RunReportPage.of(run, findings, curves, pictures)));
        files.add(ReportFile.markdown("summary.md", RunSummary.of(run, findings, all)));
        all.forEach(picture -> files.add(ReportFile.of(picture)));
        return List.copyOf(files);
    }

    private static List<ChartImage> pictures(RunReport run, Findings findings) {
        List<String> labels = run.data().labels();
        return List.of(
                ConfusionChart.draw(findings.confusion(), labels),
                ClassChart.draw(findings.classes(), labels),
                CalibrationChart.draw(findings.calibration()),
                MistakeSheet.draw(findings.predictions(), findings.mistakes(), labels));
    }
}
