package io.resforge.network.torchscript;

import io.resforge.network.graph.Graph;
import io.resforge.network.graph.Node;
import io.resforge.network.layout.ParameterLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward pass of a training step and its loss as one function:
 * {@code forward(x, w, stats, y) -> (loss, tally)}, and for mixed images {@code forward(x, w, stats, y, partner, share)}.
 *
 * <ul>
 *   <li>{@code x}: images, fp32 {@code [N, channels, height, width]}, best channels-last
 *   <li>{@code w}: the flat parameter vector, fp32; the loss is differentiable in it
 *   <li>{@code stats}: the flat statistics vector, fp32; updated in place
 *   <li>{@code y}: class indices, int64 {@code [N]}
 *   <li>{@code partner}: class indices of the images mixed in, int64 {@code [N]}
 *   <li>{@code share}: weight of {@code y} against {@code partner}, fp32 {@code [N]}
 *   <li>{@code loss}: see {@link Loss}, fp32
 *   <li>{@code tally}: fp64 {@code [3]}, the sum of the images' losses, the number of images classified correctly, and the number of
 *       those whose class is among the five highest logits; correct is what agrees with {@code y}
 * </ul>
 */
public final class TrainingScript {

    private static final int BFLOAT16 = 15;
    private static final int FLOAT32 = 6;
    private static final int FLOAT64 = 7;
    private static final int NO_REDUCTION = 0;
    private static final int MEAN = 1;
    private static final int TOP = 5;

    private final Graph graph;
    private final boolean bf16;
    private final ScriptBody body;
    private final Map<String, Integer> parameters = new HashMap<>();
    private final Map<String, Integer> statistics = new HashMap<>();

    private TrainingScript(Graph graph, boolean bf16) {
        this.graph = graph;
        this.bf16 = bf16;
        this.body = new ScriptBody(graph);
    }

    /**
     * Writes the script.
     *
     * @param bf16 whether convolutions compute in bf16; batch norm's parameters and statistics, the dense layer and the loss are fp32
     */
    public static String of(Graph graph, boolean bf16, Loss loss) {
        TrainingScript script = new TrainingScript(graph, bf16);
        script.cutVectors();
        graph.nodes().forEach(node -> script.body.output(node, script.compute(node)));
        return script.withLoss(loss);
    }

    private void cutVectors() {
        ParameterLayout layout = ParameterLayout.of(graph);
        layout.parameters().forEach(slot -> parameters.put(slot.name(), parameters.size()));
        layout.statistics().forEach(slot -> statistics.put(slot.name(), statistics.size()));
        body.define("p", ScriptBody.split("w", layout.parameters()));
        if (bf16) {
            // One cast of the whole vector is cheaper than one of each kernel.
            body.define("h", ScriptBody.split("torch.to(w, " + BFLOAT16 + ")", layout.parameters()));
        }
        body.define("s", ScriptBody.split("stats", layout.statistics()));
    }

    private String compute(Node node) {
        return switch (node) {
            case Node.Input _ -> bf16 ? body.assign("torch.to(x, %d)", BFLOAT16) : "x";
            case Node.Convolution c -> convolution(c);
            case Node.BatchNorm b -> batchNorm(b);
            case Node.Relu r ->
                body.assign(overwritable(r.input()) ? "torch.relu_(%s)" : "torch.relu(%s)", value(r.input()));
            case Node.Add a -> add(a);
            case Node.Subsample s -> body.subsample(s);
            case Node.GlobalAveragePool p ->
                body.assign("torch.mean(%s, [2, 3], False, dtype=%d)", value(p.input()), FLOAT32);
            case Node.Dropout d -> body.assign("torch.dropout(%s, %s, True)", value(d.input()), d.rate());
            case Node.Dense d ->
                body.assign(
                        "torch.linear(%s, torch.view(%s, [%d, %d]), %s)",
                        value(d.input()),
                        parameter(d.name() + ".weight"),
                        d.output().channels(),
                        d.inputChannels(),
                        parameter(d.name() + ".bias"));
        };
    }

    private String convolution(Node.Convolution node) {
        String vector = bf16 ? "h" : "p";
        // Lies [O, K, K, I] and is seen as [O, I, K, K]: a channels-last kernel without a copy.
        String kernel = "torch.permute(torch.view(%s[%d], [%d, %d, %d, %d]), [0, 3, 1, 2])"
                .formatted(
                        vector,
                        parameters.get(node.name() + ".weight"),
                        node.output().channels(),
                        node.kernel(),
                        node.kernel(),
                        node.inputChannels());
        String bias = node.bias() ? vector + "[" + parameters.get(node.name() + ".bias") + "]" : "None";
        return body.assign("%s", ScriptBody.convolution(node, value(node.input()), kernel, bias));
    }

    private String batchNorm(Node.BatchNorm node) {
        return body.assign(
                "torch.batch_norm(%s, %s, %s, s[%d], s[%d], True, %s, %s, True)",
                value(node.input()),
                parameter(node.name() + ".weight"),
                parameter(node.name() + ".bias"),
                statistics.get(node.name() + ".running_mean"),
                statistics.get(node.name() + ".running_var"),
                node.momentum(),
                node.epsilon());
    }

    private String add(Node.Add node) {
        String left = value(node.left());
        String right = value(node.right());
        if (overwritable(node.left())) {
            return body.assign("torch.add_(%s, %s)", left, right);
        }
        return overwritable(node.right())
                ? body.assign("torch.add_(%s, %s)", right, left)
                : body.assign("torch.add(%s, %s)", left, right);
    }

    /** Whether nobody needs a node's output once its reader has it: no other reader, and not the node's own gradient. */
    private boolean overwritable(int index) {
        return graph.readers(index) == 1
                && switch (graph.nodes().get(index)) {
                    case Node.Convolution _, Node.BatchNorm _, Node.Add _, Node.Subsample _ -> true;
                    case Node.Relu _, Node.Input _, Node.GlobalAveragePool _, Node.Dropout _, Node.Dense _ -> false;
                };
    }

    private String withLoss(Loss loss) {
        String logits = body.logits();
        body.define("loss", "%s", loss.mixed() ? mixedLoss(loss) : crossEntropy("y", MEAN, loss));
        body.define("right", "torch.sum(torch.eq(torch.argmax(%s, 1), y))", logits);
        // An image is among the top five if at most four logits exceed its own; counted so that NaN is never right.
        body.define("own", "torch.gather(%s, 1, torch.unsqueeze(y, 1))", logits);
        body.define("rank", "torch.sum(torch.le(%s, own), [1])", logits);
        body.define("top", "torch.sum(torch.ge(rank, %d))", Math.max(1, graph.classes() - TOP + 1));
        body.define("sum", "torch.mul(torch.to(torch.detach(loss), %d), torch.size(y, 0))", FLOAT64);
        body.define("tally", "torch.stack([sum, torch.to(right, %d), torch.to(top, %d)])", FLOAT64, FLOAT64);
        List<String> arguments = new ArrayList<>(List.of("x: Tensor", "w: Tensor", "stats: Tensor", "y: Tensor"));
        if (loss.mixed()) {
            arguments.addAll(List.of("partner: Tensor", "share: Tensor"));
        }
        return body.script(arguments, "Tuple[Tensor, Tensor]", "(loss, tally)");
    }

    private String mixedLoss(Loss loss) {
        String own = body.assign("%s", crossEntropy("y", NO_REDUCTION, loss));
        String other = body.assign("%s", crossEntropy("partner", NO_REDUCTION, loss));
        // share · own + (1 − share) · other
        return "torch.mean(torch.lerp(%s, %s, share))".formatted(other, own);
    }

    private String crossEntropy(String target, int reduction, Loss loss) {
        return "torch.cross_entropy_loss(%s, %s, None, %d, -100, %s)"
                .formatted(body.logits(), target, reduction, loss.labelSmoothing());
    }

    private String value(int index) {
        return body.value(index);
    }

    private String parameter(String name) {
        return "p[" + parameters.get(name) + "]";
    }
}
