package io.resforge.report.chart;

import io.resforge.report.measure.ClassScore;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Precision and recall of every class as dots on a line, the class that is recognised worst at the top. */
public final class ClassChart {

    private static final String TITLE = "Precision and recall by class";
    private static final int WIDTH = 680;

    private ClassChart() {}

    /** Draws the scores; a measure that a class has not is left out. There are as many labels as scores. */
    public static Picture draw(List<ClassScore> scores, List<String> labels) {
        List<ClassScore> worstLast = scores.stream() // the axis counts from the bottom
                .sorted(Comparator.comparingDouble(
                                (ClassScore score) -> score.recall().orElse(1))
                        .reversed())
                .toList();
        XYPlot plot = new XYPlot(data(worstLast), classes(worstLast, labels), shares(scores), renderer());
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        ChartStyle.plot(plot);
        plot.setDomainGridlinesVisible(true);
        plot.setDomainGridlinePaint(Tone.GRID.paint());
        plot.setDomainGridlineStroke(ChartStyle.THIN);
        JFreeChart chart = ChartStyle.chart(TITLE, plot, true);
        int height = 110 + scores.size() * (scores.size() > 20 ? 17 : 26);
        SvgDocument document = new SvgDocument("per-class.svg", TITLE, TITLE + ".", WIDTH, height);
        document.draw(graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height)));
        return document.finish();
    }

    private static XYSeriesCollection data(List<ClassScore> scores) {
        XYSeries precision = new XYSeries("precision");
        XYSeries recall = new XYSeries("recall");
        for (int i = 0; i < scores.size(); i++) {
            add(precision, i, scores.get(i).precision());
            add(recall, i, scores.get(i).recall());
        }
        XYSeriesCollection data = new XYSeriesCollection();
        data.addSeries(precision);
        data.addSeries(recall);
        return data;
    }

    private static void add(XYSeries series, int place, OptionalDouble value) {
        value.ifPresent(present -> series.add(place, present));
    }

    private static ValueAxis classes(List<ClassScore> scores, List<String> labels) {
        String[] names = scores.stream()
                .map(score -> Labels.fit(labels.get(score.label()), 22))
                .toArray(String[]::new);
        SymbolAxis axis = new SymbolAxis(null, names);
        axis.setGridBandsVisible(false);
        axis.setRange(-0.6, scores.size() - 0.4);
        return axis;
    }

    private static NumberAxis shares(List<ClassScore> scores) {
        double smallest = scores.stream()
                .flatMap(score -> Stream.of(score.precision(), score.recall()))
                .flatMapToDouble(OptionalDouble::stream)
                .min()
                .orElse(0);
        NumberAxis axis = new NumberAxis();
        axis.setRange(Math.min(0.9, Math.floor(smallest * 10) / 10), 1.005);
        axis.setNumberFormatOverride(ChartStyle.format("0.#%"));
        return axis;
    }

    private static XYLineAndShapeRenderer renderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setSeriesPaint(0, Tone.BLUE.paint());
        renderer.setSeriesPaint(1, Tone.ORANGE.paint());
        for (int i = 0; i < 2; i++) {
            renderer.setSeriesShape(i, new Ellipse2D.Double(-4.5, -4.5, 9, 9));
        }
        return renderer;
    }
}
