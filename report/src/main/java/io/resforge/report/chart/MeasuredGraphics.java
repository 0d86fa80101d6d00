package io.resforge.report.chart;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/** Draws SVG and measures text by the rule of {@link SansFont}. */
final class MeasuredGraphics extends SVGGraphics2D {

    MeasuredGraphics(Document document) {
        super(context(document), false);
    }

    private MeasuredGraphics(MeasuredGraphics origin) {
        super(origin);
    }

    @Override
    public FontMetrics getFontMetrics(Font font) {
        SansFont measured = font instanceof SansFont sans ? sans : new SansFont(font.getStyle(), font.getSize());
        return measured.metrics();
    }

    @Override
    public Graphics create() {
        return new MeasuredGraphics(this);
    }

    private static SVGGeneratorContext context(Document document) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
        SVGGeneratorContext.GraphicContextDefaults defaults = new SVGGeneratorContext.GraphicContextDefaults();
        defaults.setFont(ChartStyle.LABEL); // Batik's own default would be looked for among the machine's fonts
        context.setGraphicContextDefaults(defaults);
        return context;
    }
}
