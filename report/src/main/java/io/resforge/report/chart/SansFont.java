package io.resforge.report.chart;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.font.TextAttribute;
import java.awt.geom.Rectangle2D;
import java.text.AttributedCharacterIterator.Attribute;
import java.util.Map;

/**
 * A sans-serif font that is measured by a rule instead of a file. Java needs fontconfig and a font to measure text, which
 * small containers do not have; and the viewer's font is another one in any case. By the rule a report can be written
 * anywhere, and is the same everywhere.
 */
final class SansFont extends Font {

    private static final long serialVersionUID = 1;

    private static final float ASCENT = 0.93f;
    private static final float DESCENT = 0.23f;

    SansFont(int style, int size) {
        super(
                "Measured Sans",
                style,
                size); // a name of its own, since JFreeChart keeps a font that equals the one it has
    }

    /** Width of a text in pixels; rather too wide than too narrow, for the viewer's font may be a wide one. */
    double width(String text) {
        double letters = text.codePoints().mapToDouble(SansFont::width).sum();
        return letters * getSize() * (isBold() ? 1.08 : 1);
    }

    @Override
    public String getFamily() {
        return SANS_SERIF;
    }

    @Override
    public Font deriveFont(Map<? extends Attribute, ?> attributes) {
        // Batik asks for another size; a font that did not stay ours would be looked for among the machine's.
        return attributes.get(TextAttribute.SIZE) instanceof Number size ? deriveFont(size.floatValue()) : this;
    }

    @Override
    public Font deriveFont(float size) {
        return new SansFont(getStyle(), Math.round(size));
    }

    @Override
    public LineMetrics getLineMetrics(String text, FontRenderContext context) {
        return new Lines(text.length());
    }

    @Override
    public Rectangle2D getStringBounds(String text, FontRenderContext context) {
        return new Rectangle2D.Double(0, -ASCENT * getSize(), width(text), (ASCENT + DESCENT) * getSize());
    }

    FontMetrics metrics() {
        return new Metrics(this);
    }

    /** Width of a letter as a share of the font's size. */
    private static double width(int letter) {
        if ("ijl.,:;'|!".indexOf(letter) >= 0) {
            return 0.28;
        } else if (" frt()[]{}-/\\\"I".indexOf(letter) >= 0) {
            return 0.36;
        } else if ("mwMW%@".indexOf(letter) >= 0 || letter > 0x2E80) { // wide letters, and those of East Asia
            return 0.98;
        }
        return Character.isUpperCase(letter) ? 0.74 : 0.6;
    }

    /** What Java calls the metrics of a font: as {@link SansFont#width(String)} says. */
    private static final class Metrics extends FontMetrics {

        private static final long serialVersionUID = 1;

        private final SansFont sans;

        private Metrics(SansFont sans) {
            super(sans);
            this.sans = sans;
        }

        @Override
        public int getAscent() {
            return Math.round(ASCENT * sans.getSize());
        }

        @Override
        public int getDescent() {
            return Math.round(DESCENT * sans.getSize());
        }

        @Override
        public int getLeading() {
            return 0;
        }

        @Override
        public int stringWidth(String text) {
            return (int) Math.ceil(sans.width(text));
        }

        @Override
        public Rectangle2D getStringBounds(String text, Graphics graphics) {
            return sans.getStringBounds(text, null);
        }

        @Override
        public LineMetrics getLineMetrics(String text, Graphics graphics) {
            return sans.getLineMetrics(text, null);
        }
    }

    /** The metrics of one line. */
    private final class Lines extends LineMetrics {

        private final int letters;

        private Lines(int letters) {
            this.letters = letters;
        }

        @Override
        public int getNumChars() {
            return letters;
        }

        @Override
        public float getAscent() {
            return ASCENT * getSize();
        }

        @Override
        public float getDescent() {
            return DESCENT * getSize();
        }

        @Override
        public float getLeading() {
            return 0;
        }

        @Override
        public float getHeight() {
            return getAscent() + getDescent();
        }

        @Override
        public int getBaselineIndex() {
            return ROMAN_BASELINE;
        }

        @Override
        public float[] getBaselineOffsets() {
            return new float[3];
        }

        @Override
        public float getStrikethroughOffset() {
            return -0.3f * getSize();
        }

        @Override
        public float getStrikethroughThickness() {
            return 1;
        }

        @Override
        public float getUnderlineOffset() {
            return 0.1f * getSize();
        }

        @Override
        public float getUnderlineThickness() {
            return 1;
        }
    }
}
