package io.resforge.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
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

    private static final int WIDTH = 680;
    private static final int HEIGHT = 340;

    /** Up to so many epochs each one has a dot. */
    private static final int FEW_EPOCHS = 15;

    private static final BasicStroke STROKE = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private LineChart() {}

    /** @param best the epoch to mark, if any */
    static Picture draw(
            String name, String title, String description, List<Line> lines, Scale scale, OptionalInt best) {
        XYPlot plot = new XYPlot(data(lines), epochs(lines), ChartStyle.values(scale), renderer(lines));
        ChartStyle.plot(plot);
        best.ifPresent(epoch -> plot.addDomainMarker(marker(epoch, plot.getDomainAxis())));
        JFreeChart chart = ChartStyle.chart(title, plot, lines.size() > 1);
        SvgDocument document = new SvgDocument(name, title, description, WIDTH, HEIGHT);
        document.draw(graphics -> chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT)));
        return document.finish();
    }

    private static XYSeriesCollection data(List<Line> lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (int i = 0; i < lines.size(); i++) {
            XYSeries series = new XYSeries(i); // two runs may have the same name, so the key is the place
            lines.get(i).points().forEach(point -> series.add(point.epoch(), point.value()));
            data.addSeries(series);
        }
        return data;
    }

    private static NumberAxis epochs(List<Line> lines) {
        int first = epochsOf(lines).min().orElse(1);
        int last = epochsOf(lines).max().orElse(1);
        NumberAxis axis = new NumberAxis("epoch");
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        axis.setRange(first == last ? first - 1 : first, first == last ? last + 1 : last);
        return axis;
    }

    private static IntStream epochsOf(List<Line> lines) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToInt(Line.Point::epoch);
    }

    private static XYLineAndShapeRenderer renderer(List<Line> lines) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
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

    private static ValueMarker marker(int best, ValueAxis axis) {
        ValueMarker marker = new ValueMarker(best, Tone.REFERENCE.paint(), ChartStyle.DASHED);
        boolean right = best > axis.getRange().getCentralValue();
        marker.setLabel("best: epoch " + best);
        marker.setLabelFont(ChartStyle.LABEL);
        marker.setLabelPaint(Tone.LABEL.paint());
        marker.setLabelBackgroundColor(new Color(0, 0, 0, 0));
        marker.setLabelOffset(new RectangleInsets(10, 6, 6, 6));
        marker.setLabelAnchor(right ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
        marker.setLabelTextAnchor(right ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
        return marker;
    }
}
