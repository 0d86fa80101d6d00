package io.resforge.report.chart;

import io.resforge.report.chart.SvgDocument.Anchor;
import io.resforge.report.measure.ConfusionMatrix;
import java.util.List;
import java.util.Locale;
import org.w3c.dom.Element;

/**
 * The confusion matrix: a row for each class, a column for each class it was taken for. Blue is right and orange wrong;
 * the stronger, the larger the share of the row. Orange is stretched, so that rare confusions show beside the diagonal.
 */
public final class ConfusionChart {

    private static final String TITLE = "Confusion matrix";
    private static final int TOP = 62;
    private static final int PADDING = 16;

    /** Above so many classes the cells are too small for numbers. */
    private static final int MOST_NUMBERED = 20;

    /** Labels of rows narrower than this would overlap. */
    private static final double SMALLEST_LABELLED = 7;

    private final ConfusionMatrix matrix;
    private final List<String> labels;
    private final double cell;
    private final double font;
    private final double left;

    private ConfusionChart(ConfusionMatrix matrix, List<String> labels) {
        this.matrix = matrix;
        this.labels = labels.stream().map(label -> Labels.fit(label, 18)).toList();
        this.cell = cellSide(matrix.classes());
        this.font = Math.clamp(cell * 0.8, 7, 12);
        this.left = PADDING + 12 + widest();
    }

    /** Draws the matrix; there are as many labels as classes. */
    public static ChartImage draw(ConfusionMatrix matrix, List<String> labels) {
        return new ConfusionChart(matrix, labels).draw();
    }

    /** Wide cells for few classes; for hundreds just large enough to be seen. */
    private static double cellSide(int classes) {
        return Math.clamp(Math.max(640.0 / classes, Math.min(9, 1200.0 / classes)), 1, 50);
    }

    private ChartImage draw() {
        int side = (int) Math.ceil(cell * matrix.classes());
        // Column labels slant to the right below the matrix, so both sides need room for them.
        double slant = widest() * Math.sin(Math.toRadians(45));
        int width = (int) Math.ceil(left + side + PADDING);
        int height = (int) Math.ceil(TOP + side + slant + 40);
        SvgDocument document = new SvgDocument("confusion-matrix.svg", TITLE, description(), width, height);
        document.rectangle(0, 0, width, height, Tone.SURFACE);
        document.text(PADDING, 28, Anchor.START, 15, Tone.INK, TITLE).setAttribute("font-weight", "bold");
        document.text(PADDING, 48, Anchor.START, 12, Tone.LABEL, "rows: true class · columns: predicted class");
        for (int row = 0; row < matrix.classes(); row++) {
            labels(document, row, side);
            for (int column = 0; column < matrix.classes(); column++) {
                cell(document, row, column);
            }
        }
        return document.finish();
    }

    private void labels(SvgDocument document, int place, int side) {
        if (cell < SMALLEST_LABELLED) {
            return;
        }
        double centre = (place + 0.5) * cell;
        double y = TOP + centre + font * 0.35;
        document.text(left - 8, y, Anchor.END, font, Tone.LABEL, labels.get(place));
        double x = left + centre + font * 0.3;
        double below = TOP + side + 8 + font * 0.5;
        Element column = document.text(x, below, Anchor.END, font, Tone.LABEL, labels.get(place));
        column.setAttribute("transform", "rotate(-45 " + SvgDocument.number(x) + " " + SvgDocument.number(below) + ")");
    }

    private void cell(SvgDocument document, int row, int column) {
        double x = left + column * cell;
        double y = TOP + row * cell;
        double gap = matrix.classes() > MOST_NUMBERED ? 0.05 * cell : 1;
        int count = matrix.count(row, column);
        double strength = strength(row, column);
        boolean numbered = matrix.classes() <= MOST_NUMBERED;
        if (count == 0 && !numbered) {
            return; // thousands of empty cells would only make the file large
        }
        Tone tone = count == 0 ? Tone.GRID : row == column ? Tone.BLUE : Tone.ORANGE;
        Element square = document.rectangle(x + gap / 2, y + gap / 2, cell - gap, cell - gap, tone);
        square.setAttribute("fill-opacity", SvgDocument.number(count == 0 ? 0.45 : strength));
        if (numbered && count > 0) {
            Tone ink = strength > 0.6 ? Tone.ON_COLOUR : Tone.INK;
            document.text(x + cell / 2, y + cell / 2 + 4, Anchor.MIDDLE, 12, ink, Integer.toString(count));
        }
    }

    /** How strongly a cell is coloured, from 0.08, which can just be seen, to 1. */
    private double strength(int row, int column) {
        double share = matrix.share(row, column);
        return row == column ? 0.08 + 0.92 * share : Math.min(1, 0.08 + 0.92 * Math.sqrt(share));
    }

    private double widest() {
        double widest =
                labels.stream().mapToDouble(ChartStyle.LABEL::width).max().orElse(0);
        return widest * font / ChartStyle.LABEL.getSize();
    }

    private String description() {
        return String.format(
                Locale.ROOT, "How often images of each of %d classes were taken for each class.", matrix.classes());
    }
}
