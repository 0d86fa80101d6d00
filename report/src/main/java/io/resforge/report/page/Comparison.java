package io.resforge.report.page;

import io.resforge.report.chart.ChartImage;
import io.resforge.report.chart.ComparisonChart;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunScores.ReportedScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Several runs side by side, the one with the highest held-out accuracy first. */
public final class Comparison {

    private final List<RunReport> runs;
    private final List<String> differing;
    private final boolean tested;

    /** Compares runs, at least one; runs of equal accuracy stay in the order given. */
    public Comparison(List<RunReport> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs at least one run, was given none");
        }
        this.runs = runs.stream()
                .sorted(Comparator.comparingDouble(
                                (RunReport run) -> run.scores().heldOut().accuracy())
                        .reversed())
                .toList();
        this.differing = differing(this.runs);
        this.tested = this.runs.stream().anyMatch(run -> run.scores().test().isPresent());
    }

    /** The keys of the recipes whose values are not the same in all runs. */
    public List<String> differingKeys() {
        return differing;
    }

    /** One row a run: what it was, what it came to, and the keys of its recipe that differ. */
    public ReportTable table() {
        List<String> header = new ArrayList<>(List.of("run"));
        header.addAll(differing);
        header.addAll(List.of("parameters", "best epoch", "held-out"));
        if (tested) {
            header.addAll(List.of("test", "test loss"));
        }
        return new ReportTable(header, runs.stream().map(this::row).toList());
    }

    /**
     * The comparison as files: {@code index.html}, which needs no other file; {@code comparison.md}; and the plot of
     * held-out accuracy over epochs.
     */
    public List<ReportFile> files() {
        ChartImage plot = ComparisonChart.draw(runs);
        String markdown = String.format(
                Locale.ROOT,
                "# Comparison of %s\n\n%s\n![%s](%s)\n",
                NumberFormat.count(runs.size(), "run"),
                table().markdown(),
                plot.title(),
                plot.name());
        return List.of(
                ReportFile.html("index.html", page(plot)),
                ReportFile.markdown("comparison.md", markdown),
                ReportFile.of(plot));
    }

    private String page(ChartImage plot) {
        Map<String, Object> values = new HashMap<>();
        values.put("count", NumberFormat.count(runs.size(), "run"));
        values.put("best", runs.getFirst().identity().run());
        values.put(
                "accuracy",
                NumberFormat.percent(runs.getFirst().scores().heldOut().accuracy()));
        values.put("plot", plot.svg());
        values.put("table", HtmlTable.of(table(), 0));
        values.put("differing", differing.isEmpty() ? "none: all recipes are the same" : String.join(", ", differing));
        return new Template("comparison.html").fill(values);
    }

    private List<String> row(RunReport run) {
        List<String> row = new ArrayList<>(List.of(run.identity().run()));
        differing.forEach(key -> row.add(run.recipe().getOrDefault(key, NumberFormat.NONE)));
        row.add(NumberFormat.count(run.identity().parameters()));
        row.add(Integer.toString(run.scores().bestEpoch()));
        row.add(NumberFormat.percent(run.scores().heldOut().accuracy()));
        if (tested) {
            row.add(run.scores()
                    .test()
                    .map(ReportedScore::accuracy)
                    .map(NumberFormat::percent)
                    .orElse(NumberFormat.NONE));
            row.add(run.scores()
                    .test()
                    .map(ReportedScore::loss)
                    .map(NumberFormat::decimal)
                    .orElse(NumberFormat.NONE));
        }
        return row;
    }

    private static List<String> differing(List<RunReport> runs) {
        Set<String> keys = new LinkedHashSet<>();
        runs.forEach(run -> keys.addAll(run.recipe().keySet()));
        return keys.stream()
                .filter(key -> runs.stream()
                                .map(run -> run.recipe().getOrDefault(key, NumberFormat.NONE))
                                .distinct()
                                .count()
                        > 1)
                .toList();
    }
}
