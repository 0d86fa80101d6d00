package io.resforge.report.chart;

import io.resforge.report.measure.ClassMetrics;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
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

    /** Of more classes than these only the worst recognised are drawn. */
    private static final int MOST_CLASSES = 100;

    /** How far a dot lies beside the middle of its row, so that equal values do not hide each other. */
    private static final double ASIDE = 0.14;

    private ClassChart() {}

    /** Draws the scores; a measure that a class has not is left out. There are as many labels as scores. */
    public static ChartImage draw(List<ClassMetrics> scores, List<String> labels) {
        boolean all = scores.size() <= MOST_CLASSES;
        String title = all ? TITLE : TITLE + String.format(Locale.ROOT, ", the %d recognised worst", MOST_CLASSES);
        List<ClassMetrics> shown =
                ClassMetrics.worst(scores, MOST_CLASSES).reversed(); // the axis counts from the bottom
        XYPlot plot = new XYPlot(data(shown), classes(shown, labels), shares(shown), renderer());
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        ChartStyle.plot(plot);
        plot.setDomainGridlinesVisible(true);
        plot.setDomainGridlinePaint(Tone.GRID.paint());
        plot.setDomainGridlineStroke(ChartStyle.THIN);
        JFreeChart chart = ChartStyle.chart(title, plot, true);
        int height = 110 + shown.size() * (shown.size() > 20 ? 17 : 26);
        SvgDocument document = new SvgDocument("per-class.svg", title, title + ".", WIDTH, height);
        document.draw(graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height)));
        return document.finish();
    }

    private static XYSeriesCollection data(List<ClassMetrics> scores) {
        XYSeries precision = new XYSeries("precision");
        XYSeries recall = new XYSeries("recall");
        for (int i = 0; i < scores.size(); i++) {
            add(precision, i + ASIDE, scores.get(i).precision());
            add(recall, i - ASIDE, scores.get(i).recall());
        }
        XYSeriesCollection data = new XYSeriesCollection();
        data.addSeries(precision);
        data.addSeries(recall);
        return data;
    }

    private static void add(XYSeries series, double place, OptionalDouble value) {
        value.ifPresent(present -> series.add(place, present));
    }

    private static ValueAxis classes(List<ClassMetrics> scores, List<String> labels) {
        String[] names = scores.stream()
                .map(score -> Labels.fit(labels.get(score.label()), 22))
                .toArray(String[]::new);
        SymbolAxis axis = new SymbolAxis(null, names);
        axis.setGridBandsVisible(false);
        axis.setRange(-0.6, scores.size() - 0.4);
        return axis;
    }

    private static NumberAxis shares(List<ClassMetrics> scores) {
        double smallest = scores.stream()
                .flatMap(score -> Stream.of(score.precision(), score.recall()))
                .flatMapToDouble(OptionalDouble::stream)
                .min()
                .orElse(0);
        NumberAxis axis = new NumberAxis();
        axis.setRange(Math.min(0.9, Math.floor(smallest * 10) / 10), 1.005);
        axis.setTickUnit(new NumberTickUnit(Scale.step(axis.getLowerBound(), 1)));
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
