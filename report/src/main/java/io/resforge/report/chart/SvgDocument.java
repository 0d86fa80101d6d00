package io.resforge.report.chart;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.util.Locale;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A picture in the making: charts draw on its graphics, tables of cells add elements. */
final class SvgDocument {

    static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private final String name;
    private final String title;
    private final String description;
    private final int width;
    private final int height;
    private final Document document;
    private final Element root;

    /** @param description the picture in a sentence, for those who cannot see it */
    SvgDocument(String name, String title, String description, int width, int height) {
        this.name = name;
        this.title = title;
        this.description = description;
        this.width = width;
        this.height = height;
        this.document = empty();
        this.root = document.getDocumentElement();
    }

    /** Where text sits relative to its x. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Adds what {@code drawing} draws. */
    void draw(Consumer<SVGGraphics2D> drawing) {
        SVGGraphics2D graphics = new MeasuredGraphics(document);
        graphics.setSVGCanvasSize(new Dimension(width, height));
        drawing.accept(graphics);
        graphics.getRoot(root);
        graphics.dispose();
    }

    /** Adds a rectangle. */
    Element rectangle(double x, double y, double width, double height, Tone tone) {
        Element rectangle = add("rect");
        place(rectangle, x, y);
        rectangle.setAttribute("width", number(width));
        rectangle.setAttribute("height", number(height));
        rectangle.setAttribute("fill", tone.lightHex());
        return rectangle;
    }

    /** Adds a line of text, whose baseline is at y. */
    Element text(double x, double y, Anchor anchor, double size, Tone tone, String text) {
        Element element = add("text");
        place(element, x, y);
        element.setAttribute("font-size", number(size));
        element.setAttribute("fill", tone.lightHex());
        if (anchor != Anchor.START) {
            element.setAttribute("text-anchor", anchor.name().toLowerCase(Locale.ROOT));
        }
        element.setTextContent(text);
        return element;
    }

    /** Adds an image whose pixels stay sharp squares when enlarged. */
    void image(double x, double y, double width, double height, String address) {
        Element image = add("image");
        place(image, x, y);
        image.setAttribute("width", number(width));
        image.setAttribute("height", number(height));
        image.setAttribute("style", "image-rendering:pixelated");
        image.setAttribute("href", address);
    }

    ChartImage finish() {
        String svg = new SvgFinish(name, title, description, width, height).of(document);
        return new ChartImage(name, title, svg);
    }

    /** A number as short as a picture needs it. */
    static String number(double value) {
        double rounded = Math.rint(value * 100) / 100;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private Element add(String kind) {
        Element element = document.createElementNS(NAMESPACE, kind);
        root.appendChild(element);
        return element;
    }

    private static void place(Element element, double x, double y) {
        element.setAttribute("x", number(x));
        element.setAttribute("y", number(y));
    }

    private static Document empty() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK brings no XML parser", e);
        }
    }

    /** Draws SVG and measures text by the rule of {@link SansFont}. */
    static final class MeasuredGraphics extends SVGGraphics2D {

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
}
