package io.resforge.cli.recipe;

import io.resforge.cli.common.CommandContext;
import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.OutputFile;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.Terminal;
import io.resforge.neuralnet.drawing.GraphDrawing;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.neuralnet.layout.Summary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public final class DescribeCommand implements Callable<Integer> {

    private final CommandContext session;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            required = true,
            description = {
                "resnet<6n+2>-v1, resnet<9n+2>-v2, resnet<6n+2>-v2-plain, wide-<blocks of each stage>;",
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

    /** Prints to this session's terminal. */
    public DescribeCommand(CommandContext session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Architecture network = network();
        Graph graph = network.graph(image, classes);
        if (svg != null) {
            OutputFile.requireFolder(svg);
            OutputFile.write(svg, GraphDrawing.svg(graph, network.name()).getBytes(StandardCharsets.UTF_8));
        }
        Terminal terminal = session.terminal();
        terminal.out().print(Summary.of(graph).text());
        if (svg != null) {
            terminal.line("The graph is drawn in @|bold " + HumanFormat.path(svg.toAbsolutePath()) + "|@");
        }
        return ExitCodes.OK;
    }

    private Architecture network() {
        try {
            return Architecture.parse(architecture).requireTrainable(image, classes);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.badUsage(e.getMessage());
        }
    }
}
