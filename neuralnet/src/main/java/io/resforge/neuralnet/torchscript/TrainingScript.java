package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.graph.Features;
import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;

/**
 * A training step's forward pass, loss and gradient as one function:
 * {@code forward(x, w, stats, y) -> (gradient, tally)}, and for mixed images {@code forward(x, w, stats, y, partner, share)}.
 *
 * <ul>
 *   <li>{@code x}: images, fp32 {@code [N, channels, height, width]}, best channels-last
 *   <li>{@code w}: the flat parameter vector, fp32
 *   <li>{@code stats}: the flat statistics vector, fp32; updated in place
 *   <li>{@code y}: class indices, int64 {@code [N]}
 *   <li>{@code partner}: class indices of the images mixed in, int64 {@code [N]}
 *   <li>{@code share}: weight of {@code y} against {@code partner}, fp32 {@code [N]}
 *   <li>{@code gradient}: of the {@link Loss} by {@code w}, fp32
 *   <li>{@code tally}: fp64 {@code [3]}, the sum of the images' losses, the number of images classified correctly, and the number of
 *       those whose class is among the five highest logits; correct is what agrees with {@code y}
 * </ul>
 */
public final class TrainingScript {

    private static final int BFLOAT16 = 15;
    private static final int FLOAT32 = 6;

    private final Graph graph;
    private final Tensors tensors;
    private final ScriptBody body;

    private TrainingScript(Graph graph, boolean bf16) {
        this.graph = graph;
        this.tensors = new Tensors(graph, bf16);
        this.body = new ScriptBody(graph);
    }

    /**
     * Writes the script.
     *
     * @param bf16 whether convolutions compute in bf16; batch norm's parameters and statistics, the dense layer and the loss are fp32
     */
    public static String of(Graph graph, boolean bf16, Loss loss) {
        TrainingScript script = new TrainingScript(graph, bf16);
        script.tensors.cut(script.body);
        graph.nodes().forEach(node -> script.body.output(node, script.compute(node)));
        return script.withGradient(new Objective(loss, graph.classes(), script.body));
    }

    private String withGradient(Objective objective) {
        objective.count();
        String gradient = new Backward(graph, tensors, body).from(objective.gradient());
        return body.script(objective.arguments(), "Tuple[Tensor, Tensor]", "(" + gradient + ", tally)");
    }

    private String compute(Node node) {
        return switch (node) {
            case Node.Input _ -> tensors.bf16() ? body.assign("torch.to(x, %d)", BFLOAT16) : "x";
            case Node.Convolution c -> convolution(c);
            case Node.BatchNorm b -> batchNorm(b);
            case Node.Relu r ->
                body.assign(overwritable(r.input()) ? "torch.relu_(%s)" : "torch.relu(%s)", body.value(r.input()));
            case Node.Gelu g -> body.assign("torch.gelu(%s)", body.value(g.input()));
            case Node.MaxPool m -> maxPool(m, m.input(), m.side(), m.side());
            case Node.GlobalMaxPool m -> {
                Features map = graph.nodes().get(m.input()).output();
                String largest = maxPool(m, m.input(), map.height(), map.width());
                yield body.assign("torch.flatten(torch.to(%s, %d), 1)", largest, FLOAT32);
            }
            case Node.Add a -> add(a);
            case Node.Subsample s -> body.subsample(s);
            case Node.GlobalAveragePool p ->
                body.assign("torch.mean(%s, [2, 3], False, dtype=%d)", body.value(p.input()), FLOAT32);
            case Node.Dropout d -> dropout(d);
            case Node.Dense d -> {
                String bias = d.bias() ? tensors.parameter(d.name() + ".bias") : "None";
                yield body.scaled(
                        d, body.assign("torch.linear(%s, %s, %s)", body.value(d.input()), tensors.matrix(d), bias));
            }
        };
    }

    private String maxPool(Node node, int input, int height, int width) {
        String output = "n" + node.index();
        body.define(
                output + ", " + ScriptBody.places(node),
                "torch.max_pool2d_with_indices(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)",
                body.value(input),
                height,
                width,
                height,
                width);
        return output;
    }

    private String convolution(Node.Convolution node) {
        String input = body.value(node.input());
        body.define(ScriptBody.kernel(node), "%s", tensors.kernel(node));
        if (ScriptBody.picks(node)) {
            body.define(
                    ScriptBody.picked(node),
                    "torch.contiguous(%s, memory_format=2)",
                    ScriptBody.every(node.stride(), input));
            return body.assign(
                    "torch.conv2d(%s, %s, %s, [1, 1], [0, 0], [1, 1], 1)",
                    ScriptBody.picked(node), ScriptBody.kernel(node), tensors.bias(node));
        }
        return body.assign("%s", ScriptBody.convolution(node, input, ScriptBody.kernel(node), tensors.bias(node)));
    }

    private String batchNorm(Node.BatchNorm node) {
        String output = "n" + node.index();
        body.define(
                output + ", " + ScriptBody.mean(node) + ", " + ScriptBody.inverseDeviation(node),
                "torch.native_batch_norm(%s, %s, %s, %s, %s, True, %s, %s)",
                body.value(node.input()),
                tensors.scale(node),
                tensors.parameter(node.name() + ".bias"),
                tensors.statistic(node.name() + ".running_mean"),
                tensors.statistic(node.name() + ".running_var"),
                node.momentum(),
                node.epsilon());
        return output;
    }

    private String dropout(Node.Dropout node) {
        if (node.rate() == 0) {
            return body.value(node.input());
        }
        String output = "n" + node.index();
        body.define(
                output + ", " + ScriptBody.mask(node),
                "torch.native_dropout(%s, %s, True)",
                body.value(node.input()),
                node.rate());
        return output;
    }

    private String add(Node.Add node) {
        String left = body.value(node.left());
        String right = body.value(node.right());
        if (overwritable(node.left())) {
            return body.assign("torch.add_(%s, %s)", left, right);
        }
        return overwritable(node.right())
                ? body.assign("torch.add_(%s, %s)", right, left)
                : body.assign("torch.add(%s, %s)", left, right);
    }

    /** Whether a node's output is not needed once its reader has it: by no other reader, nor by the node's own gradient. */
    private boolean overwritable(int index) {
        return graph.readers(index) == 1
                && switch (graph.nodes().get(index)) {
                    case Node.Convolution _,
                            Node.BatchNorm _,
                            Node.Gelu _,
                            Node.MaxPool _,
                            Node.Add _,
                            Node.Subsample _ -> true;
                    case Node.Relu _,
                            Node.Input _,
                            Node.GlobalMaxPool _,
                            Node.GlobalAveragePool _,
                            Node.Dropout _,
                            Node.Dense _ -> false;
                };
    }
}
