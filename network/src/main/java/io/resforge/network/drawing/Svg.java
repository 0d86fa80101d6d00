package io.resforge.network.drawing;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes shapes as SVG; lengths are in pixels. */
final class Svg {

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
