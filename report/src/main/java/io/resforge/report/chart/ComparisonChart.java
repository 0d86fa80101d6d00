package io.resforge.report.chart;

import io.resforge.report.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Held-out accuracy of several runs over their epochs. */
public final class ComparisonChart {

    private static final String TITLE = "Held-out accuracy";

    private ComparisonChart() {}

    /**
     * Draws the runs in the order given, best first. The first eight have colours and names, the others are grey, since
     * more colours could not be told apart.
     */
    public static ChartImage draw(List<RunReport> runs) {
        List<Line> lines = new ArrayList<>();
        int coloured = Math.min(runs.size(), Tone.SERIES.size());
        for (int i = 0; i < coloured; i++) {
            lines.add(line(Labels.fit(runs.get(i).identity().run(), 32), Tone.SERIES.get(i), runs.get(i)));
        }
        for (int i = coloured; i < runs.size(); i++) {
            String name = i == coloured ? "others: " + (runs.size() - coloured) : "";
            lines.add(line(name, Tone.REFERENCE, runs.get(i)));
        }
        String description =
                String.format(Locale.ROOT, "Held-out accuracy by epoch, one line a run, %d in all.", runs.size());
        return LineChart.draw(
                "held-out-accuracy.svg",
                TITLE,
                description,
                lines,
                Scale.shares(lines),
                OptionalInt.empty(),
                LineChart.WHOLE);
    }

    private static Line line(String name, Tone tone, RunReport run) {
        List<Line.Point> points = run.epochs().stream()
                .map(point -> new Line.Point(point.epoch(), point.heldOut().top1()))
                .toList();
        return new Line(name, tone, points);
    }
}
