package io.resforge.report.chart;

import io.resforge.report.chart.SvgDocument.Anchor;
import io.resforge.report.measure.Mistake;
import io.resforge.report.run.Predictions;
import io.resforge.report.run.RgbImage;
import java.util.List;
import java.util.Locale;

/** The mistakes that the network was surest of, image by image. */
public final class MistakeSheet {

    private static final String TITLE = "Most confident mistakes";
    private static final int COLUMNS = 6;
    private static final int SIDE = 104;
    private static final int GAP = 14;
    private static final int CAPTION = 58;
    private static final int PADDING = 18;
    private static final int TOP = 68;

    private MistakeSheet() {}

    /** Draws the mistakes in rows of six; an image that the caller could not give is an empty square. */
    public static ChartImage draw(Predictions predictions, List<Mistake> mistakes, List<String> labels) {
        int rows = Math.max(1, Math.ceilDiv(mistakes.size(), COLUMNS));
        int width = 2 * PADDING + COLUMNS * SIDE + (COLUMNS - 1) * GAP;
        int height = TOP + rows * (SIDE + CAPTION + GAP);
        SvgDocument document = new SvgDocument(
                "mistakes.svg", TITLE, "The wrong predictions that the network was surest of.", width, height);
        document.rectangle(0, 0, width, height, Tone.SURFACE);
        document.text(PADDING, 30, Anchor.START, 15, Tone.INK, TITLE).setAttribute("font-weight", "bold");
        String note = mistakes.isEmpty() ? "none: every image was classified correctly" : "true class → prediction";
        document.text(PADDING, 50, Anchor.START, 12, Tone.LABEL, note);
        for (int i = 0; i < mistakes.size(); i++) {
            double x = PADDING + i % COLUMNS * (SIDE + GAP);
            double y = TOP + i / COLUMNS * (SIDE + CAPTION + GAP);
            draw(document, predictions, mistakes.get(i), labels, x, y);
        }
        return document.finish();
    }

    private static void draw(
            SvgDocument document, Predictions predictions, Mistake mistake, List<String> labels, double x, double y) {
        document.rectangle(x, y, SIDE, SIDE, Tone.GRID);
        predictions.image(mistake.image()).ifPresent(image -> place(document, image, x, y));
        String truth = Labels.fit(labels.get(mistake.truth()), 15);
        String predicted = Labels.fit(labels.get(mistake.predicted()), 13);
        document.text(x, y + SIDE + 16, Anchor.START, 12, Tone.LABEL, truth);
        document.text(x, y + SIDE + 32, Anchor.START, 12, Tone.ORANGE, "→ " + predicted);
        String sure = String.format(Locale.ROOT, "%.1f%%", 100 * mistake.confidence());
        document.text(x, y + SIDE + 47, Anchor.START, 11, Tone.LABEL, sure);
    }

    /** Places the image in the middle of its square, in its own proportions. */
    private static void place(SvgDocument document, RgbImage image, double x, double y) {
        double scale = (double) SIDE / Math.max(image.width(), image.height());
        double width = scale * image.width();
        double height = scale * image.height();
        document.image(x + (SIDE - width) / 2, y + (SIDE - height) / 2, width, height, Png.address(image));
    }
}
