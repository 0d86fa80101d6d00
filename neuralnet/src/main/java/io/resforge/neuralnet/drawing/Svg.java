package io.resforge.neuralnet.drawing;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes shapes as SVG; lengths are in pixels. */
final class Svg {

    private static final double CORNER = 12;

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    Svg() {
        try {
            this.xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory failed", e);
        }
    }

    void rectangle(double x, double y, double width, double height, double radius, String style) {
        element(
                "rect",
                "x",
                number(x),
                "y",
                number(y),
                "width",
                number(width),
                "height",
                number(height),
                "rx",
                number(radius),
                "class",
                style);
    }

    void circle(double x, double y, double radius, String style) {
        element("circle", "cx", number(x), "cy", number(y), "r", number(radius), "class", style);
    }

    /** A line in the language of SVG's paths, whose numbers are given apart. */
    void path(String style, String format, Object... numbers) {
        element("path", "d", String.format(Locale.ROOT, format, numbers), "class", style);
    }

    /**
     * A line from corner to corner, upright or level, with rounded corners.
     *
     * @param points x and y of its start, of each corner, and of its end
     */
    void route(String style, double... points) {
        StringBuilder path = new StringBuilder("M" + number(points[0]) + " " + number(points[1]));
        for (int i = 2; i < points.length - 2; i += 2) {
            double x = points[i];
            double y = points[i + 1];
            path.append("L").append(towards(x, y, points[i - 2], points[i - 1]));
            path.append("Q").append(number(x)).append(' ').append(number(y)).append(' ');
            path.append(towards(x, y, points[i + 2], points[i + 3]));
        }
        path.append("L")
                .append(number(points[points.length - 2]))
                .append(' ')
                .append(number(points[points.length - 1]));
        element("path", "d", path.toString(), "class", style);
    }

    /** The point on the way from a corner to another point where the rounding ends. */
    private static String towards(double x, double y, double toX, double toY) {
        double length = Math.hypot(toX - x, toY - y);
        double share = length == 0 ? 0 : Math.min(CORNER, length / 2) / length;
        return number(x + share * (toX - x)) + " " + number(y + share * (toY - y));
    }

    void text(double x, double y, String style, String content) {
        write(() -> {
            xml.writeStartElement("text");
            attributes("x", number(x), "y", number(y), "class", style);
            xml.writeCharacters(content);
            xml.writeEndElement();
        });
    }

    /** Text that reads from the bottom to the top. */
    void upright(double x, double y, String style, String content) {
        write(() -> {
            xml.writeStartElement("text");
            attributes("transform", "translate(" + number(x) + " " + number(y) + ") rotate(-90)", "class", style);
            xml.writeCharacters(content);
            xml.writeEndElement();
        });
    }

    /** All that is drawn until the matching {@link #end} is of this style. */
    void group(String style) {
        write(() -> {
            xml.writeStartElement("g");
            attributes("class", style);
        });
    }

    void end() {
        write(xml::writeEndElement);
    }

    /** The document. */
    String document(double width, double height, String title, String style) {
        write(xml::flush);
        StringWriter document = new StringWriter();
        try {
            XMLStreamWriter root = XMLOutputFactory.newFactory().createXMLStreamWriter(document);
            root.writeStartElement("svg");
            root.writeDefaultNamespace("http://www.w3.org/2000/svg");
            root.writeAttribute("viewBox", "0 0 " + number(width) + " " + number(height));
            root.writeAttribute("width", number(width));
            root.writeAttribute("height", number(height));
            root.writeAttribute("role", "img");
            leaf(root, "title", title);
            leaf(root, "style", style);
            root.flush();
            document.append(text.toString());
            root.writeEndElement();
            root.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory failed", e);
        }
        return document.append('\n').toString();
    }

    private static void leaf(XMLStreamWriter root, String name, String content) throws XMLStreamException {
        root.writeStartElement(name);
        root.writeCharacters(content);
        root.writeEndElement();
    }

    private void element(String name, String... attributes) {
        write(() -> {
            xml.writeEmptyElement(name);
            attributes(attributes);
        });
    }

    private void attributes(String... namesAndValues) throws XMLStreamException {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    static String number(double value) {
        String digits = String.format(Locale.ROOT, "%.1f", value);
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }

    private interface Writing {
        void write() throws XMLStreamException;
    }

    private static void write(Writing writing) {
        try {
            writing.write();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory failed", e);
        }
    }
}
