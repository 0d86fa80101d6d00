package io.resforge.neuralnet.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class GraphDrawingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet20-v1",
                "resnet1202-v1",
                "resnet110-v2",
                "resnet20-v2-plain",
                "wide-1-2-3-4",
                "resnet20-v1:shortcut=padding",
                "speed",
                "speed-res",
                "wide-1-1:stem=whitened",
                "resnet-v1:blocks=1-1-1-1-1-1,order=bn-relu-conv"
            })
    void everyShapeLiesWithinTheDrawing(String name) throws Exception {
        // When
        Document drawing = draw(graph(name), name);
        // Then
        double width = Double.parseDouble(drawing.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(drawing.getDocumentElement().getAttribute("height"));
        for (Element rectangle : elements(drawing, "rect")) {
            assertThat(number(rectangle, "x")).isNotNegative();
            assertThat(number(rectangle, "x") + number(rectangle, "width")).isLessThanOrEqualTo(width);
            assertThat(number(rectangle, "y") + number(rectangle, "height")).isLessThanOrEqualTo(height);
        }
    }

    @Test
    void equalBlocksAreDrawnOnce() throws Exception {
        // When
        List<String> words = words(draw(graph("resnet110-v1"), "resnet110-v1"));
        // Then
        assertThat(words)
                .contains("blocks 1 to 18", "× 18", "block 1", "blocks 2 to 18", "× 17", "4,672 parameters each")
                .containsOnlyOnce("dense, 10");
        assertThat(words.stream().filter("3×3 conv, 16"::equals)).hasSize(3);
    }

    @Test
    void saysWhatEachLayerIsAndWhatTheNetworkCosts() throws Exception {
        // When
        List<String> words = words(draw(graph("resnet8-v1:shortcut=padding"), "a net"));
        // Then
        assertThat(words)
                .startsWith("a net", "3×32×32 in, 10 classes out · 75,290 parameters · 24.5 million FLOPs an image")
                .contains("images 3×32×32", "3×3 conv, 32, /2", "pad to 32, /2", "ReLU", "batch norm", "average pool")
                .contains("stem", "stage 1", "stage 3", "head", "64×8×8");
    }

    @Test
    void aShortcutGoesPastItsBranchInEachBlock() throws Exception {
        // When
        Document drawing = draw(graph("resnet8-v1"), "resnet8-v1");
        // Then: one line past the first block, and one to and one from the convolution beside each of the others
        assertThat(elements(drawing, "path").stream()
                        .filter(path -> path.getAttribute("class").equals("skip")))
                .hasSize(5);
        assertThat(elements(drawing, "circle").stream()
                        .filter(circle -> circle.getAttribute("class").equals("sum")))
                .hasSize(3);
    }

    @Test
    void saysWhatTheLayersOfASpeedNetworkAre() throws Exception {
        // When
        Document drawing = draw(graph("speed-res"), "speed-res");
        // Then
        assertThat(words(drawing))
                .contains("2×2 whitening, 24", "GELU", "3×3 conv, 256", "max pool, 2×2", "max pool", "dense, 10")
                .contains("stem", "stage 1", "stage 3", "head", "256×3×3");
        assertThat(elements(drawing, "circle").stream()
                        .filter(circle -> circle.getAttribute("class").equals("sum")))
                .hasSize(3);
    }

    @Test
    void drawsANetworkWhoseNamesSayNothing() throws Exception {
        // Given
        GraphBuilder builder = new GraphBuilder(ImageShape.CIFAR);
        Node convolution = builder.convolution("conv", builder.input(), 4, 3, 1);
        Node sum = builder.add(builder.batchNorm("bn", convolution), convolution);
        builder.dense("dense", builder.dropout(builder.globalAveragePool(sum), 0.1), 10);
        // When
        List<String> words = words(draw(builder.build(), "<&>"));
        // Then
        assertThat(words).contains("<&>", "3×3 conv, 4", "dropout 0.1", "dense, 10");
    }

    private static Graph graph(String name) {
        return Architecture.parse(name).graph(ImageShape.CIFAR, 10);
    }

    private static Document draw(Graph graph, String title) throws Exception {
        String svg = GraphDrawing.svg(graph, title);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> words(Document drawing) {
        return elements(drawing, "text").stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document drawing, String name) {
        NodeList found = drawing.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
