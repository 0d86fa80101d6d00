package io.resforge.report.chart;

import io.resforge.report.measure.Calibration;
import io.resforge.report.measure.Calibration.Bin;
import java.awt.geom.Rectangle2D;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** The reliability diagram: accuracy by confidence above, number of images by confidence below. */
public final class CalibrationChart {

    private static final int WIDTH = 680;
    private static final int HEIGHT = 480;

    private CalibrationChart() {}

    /** Draws the diagram, with the expected calibration error in its title. */
    public static ChartImage draw(Calibration calibration) {
        NumberAxis confidence = shares("confidence");
        ChartStyle.axis(confidence);
        CombinedDomainXYPlot both = new CombinedDomainXYPlot(confidence);
        both.setGap(18);
        both.add(accuracies(calibration, confidence), 3);
        both.add(counts(calibration, confidence), 1);
        String error = String.format(Locale.ROOT, "%.2f%%", 100 * calibration.expectedError());
        JFreeChart chart = ChartStyle.chart("Calibration · expected error " + error, both, false);
        SvgDocument document = new SvgDocument(
                "calibration.svg",
                "Calibration",
                "Accuracy by confidence; expected calibration error " + error + ".",
                WIDTH,
                HEIGHT);
        document.draw(graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT)));
        return document.finish();
    }

    private static XYPlot accuracies(Calibration calibration, NumberAxis confidence) {
        XYIntervalSeries bars = new XYIntervalSeries("accuracy");
        for (Bin bin : calibration.bins()) {
            if (bin.images() > 0) {
                bars.add(bin.lower(), bin.lower(), bin.upper(), bin.accuracy(), 0, bin.accuracy());
            }
        }
        XYPlot plot = plot(bars, confidence, shares("accuracy"), Tone.BLUE);
        plot.addAnnotation(new XYLineAnnotation(0, 0, 1, 1, ChartStyle.DASHED, Tone.LABEL.paint()));
        return plot;
    }

    private static XYPlot counts(Calibration calibration, NumberAxis confidence) {
        XYIntervalSeries bars = new XYIntervalSeries("images");
        for (Bin bin : calibration.bins()) {
            bars.add(bin.lower(), bin.lower(), bin.upper(), bin.images(), 0, bin.images());
        }
        NumberAxis images = new NumberAxis("images");
        int most = calibration.bins().stream().mapToInt(Bin::images).max().orElse(1);
        images.setRange(0, Math.max(1, most) * 1.08);
        images.setTickUnit(new NumberTickUnit(Math.max(1, 2 * Scale.step(0, most))));
        images.setNumberFormatOverride(ChartStyle.format("#,##0"));
        return plot(bars, confidence, images, Tone.TEAL);
    }

    private static XYPlot plot(XYIntervalSeries bars, NumberAxis x, NumberAxis y, Tone tone) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(bars);
        XYBarRenderer renderer = new XYBarRenderer(0.06);
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setUseYInterval(true);
        renderer.setSeriesPaint(0, tone.paint());
        XYPlot plot = new XYPlot(data, x, y, renderer);
        ChartStyle.plot(plot);
        return plot;
    }

    private static NumberAxis shares(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(0, 1);
        axis.setTickUnit(new NumberTickUnit(0.2));
        axis.setNumberFormatOverride(ChartStyle.format("0%"));
        return axis;
    }
}
