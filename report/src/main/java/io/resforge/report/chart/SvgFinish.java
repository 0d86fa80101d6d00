package io.resforge.report.chart;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes a drawing fit to be shown: it scales with its surroundings, names itself to screen readers, follows light and
 * dark, and carries no identifiers that could clash with those of another picture in the same page.
 */
final class SvgFinish {

    private static final Pattern RGB = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");
    private static final Map<String, Tone> BY_LIGHT_COLOUR =
            Arrays.stream(Tone.values()).collect(Collectors.toUnmodifiableMap(Tone::lightHex, Function.identity()));

    /** Defaults that the generator spells out, and clips: every chart's axes enclose its data. */
    private static final Set<String> NOISE = Set.of(
            "clip-path",
            "color-interpolation",
            "color-rendering",
            "font-family",
            "image-rendering",
            "shape-rendering",
            "stroke-dashoffset",
            "stroke-miterlimit",
            "text-rendering",
            "xml:space");

    private final String name;
    private final String title;
    private final String description;
    private final int width;
    private final int height;
    private final Set<Tone> used = EnumSet.noneOf(Tone.class);

    SvgFinish(String name, String title, String description, int width, int height) {
        this.name = name.replace(".svg", "");
        this.title = title;
        this.description = description;
        this.width = width;
        this.height = height;
    }

    /** The document as text, without XML declaration. */
    String of(Document document) {
        Element root = document.getDocumentElement();
        tidy(root);
        describe(document, root);
        root.setAttribute("viewBox", "0 0 " + width + " " + height);
        root.setAttribute("width", Integer.toString(width));
        root.setAttribute("height", Integer.toString(height));
        root.setAttribute("font-family", "system-ui, sans-serif");
        root.removeAttribute("xmlns:xlink");
        return write(document);
    }

    private void tidy(Element element) {
        NOISE.forEach(element::removeAttribute);
        StringBuilder classes = new StringBuilder();
        tone(element, "fill", "f-", classes);
        tone(element, "stroke", "s-", classes);
        if (!classes.isEmpty()) {
            element.setAttribute("class", classes.toString().strip());
        }
        for (Node child = element.getFirstChild(), next; child != null; child = next) {
            next = child.getNextSibling();
            if (child instanceof Element inner && !inner.getTagName().equals("defs")) {
                tidy(inner);
            } else if (!element.getTagName().equals("text")) {
                element.removeChild(child);
            }
        }
    }

    private void tone(Element element, String attribute, String prefix, StringBuilder classes) {
        Tone tone = BY_LIGHT_COLOUR.get(hex(element.getAttribute(attribute)));
        if (tone != null) {
            used.add(tone);
            element.setAttribute(attribute, tone.lightHex());
            classes.append(prefix).append(tone.css()).append(' ');
        }
    }

    private static String hex(String colour) {
        Matcher rgb = RGB.matcher(colour);
        return rgb.matches()
                ? String.format(
                        Locale.ROOT,
                        "#%02x%02x%02x",
                        Integer.parseInt(rgb.group(1)),
                        Integer.parseInt(rgb.group(2)),
                        Integer.parseInt(rgb.group(3)))
                : colour;
    }

    private void describe(Document document, Element root) {
        root.setAttribute("role", "img");
        root.setAttribute("aria-labelledby", name + "-title " + name + "-description");
        Node first = root.getFirstChild();
        root.insertBefore(element(document, "title", name + "-title", title), first);
        root.insertBefore(element(document, "desc", name + "-description", description), first);
        root.insertBefore(element(document, "style", null, darkStyle()), first);
    }

    private static Element element(Document document, String kind, String id, String text) {
        Element element = document.createElementNS(SvgDocument.NAMESPACE, kind);
        if (id != null) {
            element.setAttribute("id", id);
        }
        element.setTextContent(text);
        return element;
    }

    private String darkStyle() {
        return used.stream()
                .map(tone -> String.format(
                        Locale.ROOT, ".f-%1$s{fill:%2$s}.s-%1$s{stroke:%2$s}", tone.css(), tone.darkHex()))
                .collect(Collectors.joining("", "@media (prefers-color-scheme:dark){", "}"));
    }

    private static String write(Document document) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("cannot write the picture as SVG", e);
        }
    }
}
