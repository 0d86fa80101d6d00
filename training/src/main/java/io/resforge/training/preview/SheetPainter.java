package io.resforge.training.preview;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.text.Excerpt;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Paints rows of small images, enlarged so that each pixel can be seen, with captions. */
final class SheetPainter {

    /** About how wide an image is shown. */
    private static final int SIDE = 96;

    static final int GAP = 8;
    static final int CAPTION = 18;
    private static final int FONT = 11;
    private static final Color INK = new Color(0x33, 0x33, 0x33);
    private static final Color RULE = new Color(0xcc, 0xcc, 0xcc);

    private final ImageShape shape;
    private final int scale;

    SheetPainter(ImageShape shape) {
        this.shape = shape;
        this.scale = Math.max(1, SIDE / Math.max(shape.height(), shape.width()));
    }

    BufferedImage paint(List<String> headings, List<PreviewRow> rows) {
        BufferedImage sheet =
                new BufferedImage(left(headings.size() + 1), top(rows.size()), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
            rule(graphics, sheet.getHeight());
            caption(graphics, "original", left(0), GAP);
            for (int column = 0; column < headings.size(); column++) {
                caption(graphics, headings.get(column), left(column + 1), GAP);
            }
            for (int row = 0; row < rows.size(); row++) {
                paint(graphics, rows.get(row), top(row));
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }

    private void paint(Graphics2D graphics, PreviewRow row, int top) {
        draw(graphics, row.original(), left(0), top);
        caption(graphics, row.label(), left(0), top + height());
        for (int column = 0; column < row.versions().size(); column++) {
            PreviewRow.Version version = row.versions().get(column);
            draw(graphics, version.pixels(), left(column + 1), top);
            caption(graphics, version.caption(), left(column + 1), top + height());
        }
    }

    /** Where a column's images begin; the originals are set apart. */
    int left(int column) {
        return GAP + column * (width() + GAP) + (column > 0 ? 2 * GAP : 0);
    }

    /** Where a row's images begin. */
    int top(int row) {
        return GAP + CAPTION + row * (height() + CAPTION + GAP);
    }

    private int width() {
        return shape.width() * scale;
    }

    private int height() {
        return shape.height() * scale;
    }

    private void rule(Graphics2D graphics, int height) {
        graphics.setColor(RULE);
        int x = left(1) - 3 * GAP / 2;
        graphics.drawLine(x, GAP, x, height - GAP);
    }

    private void draw(Graphics2D graphics, byte[] pixels, int left, int top) {
        int channels = shape.channels();
        for (int i = 0; i < shape.height() * shape.width(); i++) {
            int red = pixels[i * channels] & 0xff;
            int green = channels == 3 ? pixels[i * channels + 1] & 0xff : red;
            int blue = channels == 3 ? pixels[i * channels + 2] & 0xff : red;
            graphics.setColor(new Color(red, green, blue));
            graphics.fillRect(left + i % shape.width() * scale, top + i / shape.width() * scale, scale, scale);
        }
    }

    private void caption(Graphics2D graphics, String text, int left, int top) {
        graphics.setColor(INK);
        graphics.drawString(fitted(graphics, text), left, top + FONT + 1);
    }

    /** The text, shortened until it keeps clear of the next column's. */
    private String fitted(Graphics2D graphics, String text) {
        String fitted = text;
        for (int kept = text.codePointCount(0, text.length()) - 1;
                kept > 0 && graphics.getFontMetrics().stringWidth(fitted) > width() + GAP / 2;
                kept--) {
            fitted = Excerpt.of(text, kept);
        }
        return fitted;
    }
}
