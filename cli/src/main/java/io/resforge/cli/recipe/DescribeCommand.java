package io.resforge.cli.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.Terminal;
import io.resforge.neuralnet.drawing.GraphDrawing;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.resnet.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints a network layer by layer, and draws it. */
@Command(
        name = "describe",
        sortOptions = false,
        description = "Prints a network layer by layer: shapes, parameters and work; and draws it.",
        footer = {
            "",
            "Examples:",
            "  resforge describe --arch resnet20-v1",
            "  resforge describe --arch wide-2-2-2-2 --svg wide.svg",
            "  resforge describe --arch resnet-v1:blocks=2-2-2-2,channels=16-32-64-128 --image 64x64x3 --classes 100"
        })
public final class DescribeCommand extends ContextCommand {

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            required = true,
            description = {
                "resnet<6n+2>-v1, resnet<9n+2>-v2, resnet<6n+2>-v2-plain, wide-<blocks of each stage>, speed, speed-res;",
                "after a colon: blocks=3-3-3, channels=16-32-64, shortcut=projection|padding,"
                        + " order=conv-bn-relu|bn-relu-conv."
            })
    private String architecture;

    @Option(
            names = "--image",
            paramLabel = "SHAPE",
            converter = ShapeWord.class,
            description = "Height x width x channels; 32x32x3.")
    private ImageShape image = ImageShape.CIFAR;

    @Option(names = "--classes", paramLabel = "N", description = "2 to 1,000; 10.")
    private int classes = 10;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the graph into this file.")
    private Path svg;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        Architecture network = network();
        Graph graph = network.graph(image, classes);
        if (svg != null) {
            OutputFile.requireFolder(svg);
            OutputFile.write(svg, GraphDrawing.svg(graph, network.name()).getBytes(StandardCharsets.UTF_8));
        }
        Terminal terminal = context.terminal();
        Summary summary = Summary.of(graph);
        if (json.isOn()) {
            JsonOption.print(terminal.out(), tree(network, summary));
            return ExitCodes.OK;
        }
        terminal.out().print(summary.text());
        if (svg != null) {
            terminal.line("The graph is drawn in @|bold " + HumanFormat.path(svg.toAbsolutePath()) + "|@");
        }
        return ExitCodes.OK;
    }

    private static JsonObject tree(Architecture network, Summary summary) {
        JsonArray layers = new JsonArray();
        for (Summary.Layer layer : summary.layers()) {
            JsonObject tree = new JsonObject();
            tree.addProperty("name", layer.name());
            tree.addProperty("kind", layer.kind());
            tree.addProperty("output", layer.output().toString());
            tree.addProperty("parameters", layer.parameters());
            tree.addProperty("multiply_adds", layer.multiplyAdds());
            layers.add(tree);
        }
        JsonObject document = new JsonObject();
        document.addProperty("architecture", network.name());
        document.addProperty("parameters", summary.parameters());
        document.addProperty("statistics", summary.statistics());
        document.addProperty("multiply_adds", summary.multiplyAdds());
        document.add("layers", layers);
        return document;
    }

    private Architecture network() {
        try {
            return Architecture.parse(architecture).requireTrainable(image, classes);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }

    /** Reads an image's shape such as {@code 32x32x3}. */
    static final class ShapeWord implements ITypeConverter<ImageShape> {

        private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,4})");

        @Override
        public ImageShape convert(String word) {
            Matcher sides = SHAPE.matcher(word);
            if (!sides.matches()) {
                throw new TypeConversionException(
                        "must be height x width x channels, such as 32x32x3 or 28x28x1, was '" + word + "'");
            }
            try {
                return new ImageShape(side(sides, 3), side(sides, 1), side(sides, 2));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("cannot be '" + word + "': " + e.getMessage());
            }
        }

        private static int side(Matcher sides, int group) {
            return Integer.parseInt(sides.group(group));
        }
    }
}
