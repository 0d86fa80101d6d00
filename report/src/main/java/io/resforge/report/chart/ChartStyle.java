package io.resforge.report.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The look that all charts share: quiet axes, horizontal grid lines, title and legend at the top left. */
final class ChartStyle {

    static final SansFont TITLE = new SansFont(Font.BOLD, 15);
    static final SansFont LABEL = new SansFont(Font.PLAIN, 12);
    static final BasicStroke THIN = new BasicStroke(1);
    static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 4}, 0);

    private ChartStyle() {}

    static JFreeChart chart(String title, Plot plot, boolean legend) {
        JFreeChart chart = new JFreeChart(null, LABEL, plot, false);
        chart.setBackgroundPaint(Tone.SURFACE.paint());
        chart.setPadding(new RectangleInsets(12, 14, 10, 18));
        TextTitle heading = new TextTitle(title, TITLE);
        heading.setPaint(Tone.INK.paint());
        heading.setPosition(RectangleEdge.TOP);
        heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
        heading.setMargin(0, 2, 6, 0);
        chart.addSubtitle(heading);
        if (legend) {
            chart.addSubtitle(legend(plot));
        }
        return chart;
    }

    static void plot(XYPlot plot) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(Tone.GRID.paint());
        plot.setRangeGridlineStroke(THIN);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(4, 0, 0, 0));
        axis(plot.getDomainAxis());
        axis(plot.getRangeAxis());
        // Upright, as it is easier read; a turned label would also be drawn as outlines instead of text.
        plot.getRangeAxis().setLabelAngle(Math.PI / 2);
        plot.getRangeAxis().setAxisLineVisible(false);
    }

    static void axis(Axis axis) {
        axis.setLabelFont(LABEL);
        axis.setLabelPaint(Tone.LABEL.paint());
        axis.setTickLabelFont(LABEL);
        axis.setTickLabelPaint(Tone.LABEL.paint());
        axis.setAxisLinePaint(Tone.AXIS.paint());
        axis.setAxisLineStroke(THIN);
        axis.setTickMarksVisible(false);
        axis.setTickLabelInsets(new RectangleInsets(5, 4, 4, 6));
    }

    static ValueAxis values(Scale scale) {
        NumberAxis axis = new NumberAxis();
        axis.setRange(scale.place(scale.lower()), scale.place(scale.upper()));
        double step = scale.logarithmic() ? 1 : Scale.step(scale.lower(), scale.upper());
        axis.setTickUnit(new NumberTickUnit(step));
        axis.setNumberFormatOverride(numbers(scale, step));
        return axis;
    }

    private static NumberFormat numbers(Scale scale, double step) {
        if (scale.logarithmic()) {
            return new Powers();
        }
        return scale.percent() ? format("0.#%") : format("0." + "0".repeat(Scale.decimals(step)));
    }

    /** The same digits whatever the machine's language. */
    static DecimalFormat format(String pattern) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    private static LegendTitle legend(Plot plot) {
        LegendTitle legend = new LegendTitle(plot);
        legend.setPosition(RectangleEdge.TOP);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setItemFont(LABEL);
        legend.setItemPaint(Tone.LABEL.paint());
        legend.setBackgroundPaint(null);
        legend.setFrame(BlockBorder.NONE);
        legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 16));
        legend.setMargin(0, 0, 2, 0);
        return legend;
    }

    /** Writes an exponent as its power of ten: −2 as {@code 0.01}. */
    static final class Powers extends NumberFormat {

        private static final long serialVersionUID = 1;

        private final DecimalFormat plain = ChartStyle.format("0.##########");

        @Override
        public StringBuffer format(double exponent, StringBuffer text, FieldPosition position) {
            return plain.format(Math.pow(10, exponent), text, position);
        }

        @Override
        public StringBuffer format(long exponent, StringBuffer text, FieldPosition position) {
            return format((double) exponent, text, position);
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            return Math.log10(plain.parse(text, position).doubleValue());
        }
    }
}
