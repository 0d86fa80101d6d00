package io.resforge.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Lines over epochs. */
final class LineChart {

    /** The size of a chart in half the width of a page. */
    static final Dimension HALF = new Dimension(680, 340);

    /** The size of a chart in the whole width of a page. */
    static final Dimension WHOLE = new Dimension(1200, 480);

    /** Up to so many epochs each one has a dot. */
    private static final int FEW_EPOCHS = 15;

    private static final BasicStroke STROKE = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private LineChart() {}

    /** @param best the epoch to mark, if any */
    static ChartImage draw(
            String name,
            String title,
            String description,
            List<Line> lines,
            Scale scale,
            OptionalInt best,
            Dimension size) {
        XYPlot plot = new XYPlot(data(lines, scale), epochs(lines), ChartStyle.values(scale), renderer(lines, best));
        ChartStyle.plot(plot);
        best.ifPresent(epoch -> plot.addDomainMarker(marker(epoch, plot.getDomainAxis(), scale)));
        JFreeChart chart = ChartStyle.chart(title, plot, lines.size() > 1);
        SvgDocument document = new SvgDocument(name, title, description, size.width, size.height);
        document.draw(graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, size.width, size.height)));
        return document.finish();
    }

    private static XYSeriesCollection data(List<Line> lines, Scale scale) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (int i = 0; i < lines.size(); i++) {
            XYSeries series = new XYSeries(i); // two runs may have the same name, so the key is the place
            lines.get(i).points().forEach(point -> series.add(point.epoch(), scale.place(point.value())));
            data.addSeries(series);
        }
        return data;
    }

    private static NumberAxis epochs(List<Line> lines) {
        int first = epochsOf(lines).min().orElse(1);
        int last = epochsOf(lines).max().orElse(1);
        NumberAxis axis = new NumberAxis("epoch");
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        double margin = first == last ? 0.5 : 0; // a range needs a width
        axis.setRange(first - margin, last + margin);
        return axis;
    }

    private static IntStream epochsOf(List<Line> lines) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToInt(Line.Point::epoch);
    }

    private static XYLineAndShapeRenderer renderer(List<Line> lines, OptionalInt best) {
        XYLineAndShapeRenderer renderer = new DottedLines(best);
        renderer.setLegendLine(new Line2D.Double(0, 0, 18, 0));
        renderer.setDrawSeriesLineAsPath(true);
        for (int i = 0; i < lines.size(); i++) {
            renderer.setSeriesPaint(i, lines.get(i).tone().paint());
            renderer.setSeriesStroke(i, STROKE);
            renderer.setSeriesShape(i, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
            renderer.setSeriesVisibleInLegend(i, !lines.get(i).name().isEmpty());
            renderer.setSeriesShapesVisible(i, lines.get(i).points().size() <= FEW_EPOCHS);
        }
        renderer.setLegendItemLabelGenerator((data, series) -> lines.get(series).name());
        return renderer;
    }

    private static ValueMarker marker(int best, ValueAxis axis, Scale scale) {
        ValueMarker marker = new ValueMarker(best, Tone.REFERENCE.paint(), ChartStyle.DASHED);
        boolean right = best > axis.getRange().getCentralValue();
        marker.setLabel("best: epoch " + best);
        marker.setLabelFont(ChartStyle.LABEL);
        marker.setLabelPaint(Tone.LABEL.paint());
        marker.setLabelBackgroundColor(new Color(0, 0, 0, 0));
        marker.setLabelOffset(new RectangleInsets(8, 6, 8, 6));
        if (scale.percent()) { // accuracies rise, so there is room below; losses fall
            marker.setLabelAnchor(right ? RectangleAnchor.BOTTOM_LEFT : RectangleAnchor.BOTTOM_RIGHT);
            marker.setLabelTextAnchor(right ? TextAnchor.BOTTOM_RIGHT : TextAnchor.BOTTOM_LEFT);
        } else {
            marker.setLabelAnchor(right ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
            marker.setLabelTextAnchor(right ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
        }
        return marker;
    }

    /** Lines that have a dot at the best epoch. */
    private static final class DottedLines extends XYLineAndShapeRenderer {

        private final OptionalInt best;

        private DottedLines(OptionalInt best) {
            super(true, false);
            this.best = best;
        }

        @Override
        public boolean getItemShapeVisible(int series, int item) {
            double epoch = getPlot().getDataset().getXValue(series, item);
            return best.isPresent() && epoch == best.getAsInt() || super.getItemShapeVisible(series, item);
        }
    }
}
