package io.resforge.network.torchscript;

import io.resforge.network.graph.Graph;
import io.resforge.network.graph.Node;
import io.resforge.network.layout.ParameterLayout;
import io.resforge.network.layout.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Classification as one function: {@code forward(x, weights) -> logits}, with {@code x} fp32 {@code [N, channels, height, width]} and
 * the weights as a list, in the order of {@link #tensors}. Batch norm uses its running statistics; dropout does nothing.
 */
public final class ServingScript {

    private final Graph graph;
    private final ScriptBody body;
    private final Map<String, Integer> places = new HashMap<>();

    private ServingScript(Graph graph) {
        this.graph = graph;
        this.body = new ScriptBody(graph);
        tensors(graph).forEach(slot -> places.put(slot.name(), places.size()));
    }

    /** Writes the script of a network. */
    public static String of(Graph graph) {
        ServingScript script = new ServingScript(graph);
        graph.nodes().forEach(node -> script.body.output(node, script.compute(node)));
        return script.body.script(List.of("x: Tensor", "weights: List[Tensor]"), "Tensor", script.body.logits());
    }

    /** The tensors that the script's list must hold: the parameters, then the statistics. Kernels are {@code [O, I, K, K]}. */
    public static List<Slot> tensors(Graph graph) {
        ParameterLayout layout = ParameterLayout.of(graph);
        return Stream.concat(layout.parameters().stream(), layout.statistics().stream())
                .toList();
    }

    private String compute(Node node) {
        return switch (node) {
            case Node.Input _ -> "x";
            case Node.Convolution c -> body.assign("%s", convolution(c));
            case Node.BatchNorm b -> batchNorm(b);
            case Node.Relu r ->
                body.assign(overwritable(r.input()) ? "torch.relu_(%s)" : "torch.relu(%s)", value(r.input()));
            case Node.Add a -> add(a);
            case Node.Subsample s -> body.subsample(s);
            case Node.GlobalAveragePool p -> body.assign("torch.mean(%s, [2, 3])", value(p.input()));
            case Node.Dropout d -> value(d.input());
            case Node.Dense d ->
                body.assign(
                        "torch.linear(%s, %s, %s)",
                        value(d.input()), tensor(d.name() + ".weight"), tensor(d.name() + ".bias"));
        };
    }

    private String convolution(Node.Convolution node) {
        String bias = node.bias() ? tensor(node.name() + ".bias") : "None";
        return ScriptBody.convolution(node, value(node.input()), tensor(node.name() + ".weight"), bias);
    }

    private String batchNorm(Node.BatchNorm node) {
        return body.assign(
                "torch.batch_norm(%s, %s, %s, %s, %s, False, %s, %s, True)",
                value(node.input()),
                tensor(node.name() + ".weight"),
                tensor(node.name() + ".bias"),
                tensor(node.name() + ".running_mean"),
                tensor(node.name() + ".running_var"),
                node.momentum(),
                node.epsilon());
    }

    private String add(Node.Add node) {
        boolean left = overwritable(node.left());
        String target = value(left ? node.left() : node.right());
        String other = value(left ? node.right() : node.left());
        return body.assign(
                left || overwritable(node.right()) ? "torch.add_(%s, %s)" : "torch.add(%s, %s)", target, other);
    }

    /** Whether nobody reads a node's output after its only reader. Dropout hands on its input's memory, so never through it. */
    private boolean overwritable(int index) {
        Node node = graph.nodes().get(index);
        return graph.readers(index) == 1 && !(node instanceof Node.Input) && !(node instanceof Node.Dropout);
    }

    private String value(int index) {
        return body.value(index);
    }

    private String tensor(String name) {
        return "weights[" + places.get(name) + "]";
    }
}
