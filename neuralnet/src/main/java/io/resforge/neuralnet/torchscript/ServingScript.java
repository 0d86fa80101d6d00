package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classification as one function: {@code forward(x, weights) -> logits}, with {@code x} fp32 {@code [N, channels, height, width]} and
 * the weights as a list, in the order of {@link #tensors}. Batch norm uses its running statistics; dropout does nothing.
 *
 * <p>In bf16 the convolutions compute in bf16, and what lies between them is bf16; batch norm's parameters and the dense layer stay fp32.
 * {@link #preparation} then says how the list is made.
 */
public final class ServingScript {

    private static final int BFLOAT16 = 15;
    private static final int FLOAT32 = 6;
    private static final String WEIGHTS = "weights: List[Tensor]";

    private final Graph graph;
    private final boolean bf16;
    private final ScriptBody body;
    private final Map<String, Integer> places = new HashMap<>();

    private ServingScript(Graph graph, boolean bf16) {
        this.graph = graph;
        this.bf16 = bf16;
        this.body = new ScriptBody(graph);
        tensors(graph).forEach(slot -> places.put(slot.name(), places.size()));
    }

    /**
     * Writes the script of a network.
     *
     * @param bf16 whether convolutions compute in bf16
     */
    public static String of(Graph graph, boolean bf16) {
        ServingScript script = new ServingScript(graph, bf16);
        graph.nodes().forEach(node -> script.body.output(node, script.compute(node)));
        return script.body.script(List.of("x: Tensor", WEIGHTS), "Tensor", script.body.logits());
    }

    /**
     * Writes the script of a network without its last layer: {@code forward(x, weights) -> features}, with the same weights.
     *
     * @param bf16 whether convolutions compute in bf16
     */
    public static String features(Graph graph, boolean bf16) {
        ServingScript script = new ServingScript(graph, bf16);
        List<Node> before = graph.nodes().subList(0, graph.nodes().size() - 1);
        before.forEach(node -> script.body.output(node, script.compute(node)));
        String features = script.value(graph.nodes().getLast().inputs().getFirst());
        return script.body.script(List.of("x: Tensor", WEIGHTS), "Tensor", features);
    }

    /** Writes the script {@code forward(weights) -> weights} that casts, once and for all, what convolutions read in bf16. */
    public static String preparation(Graph graph) {
        ScriptBody body = new ScriptBody(graph);
        Set<String> cast = graph.nodes().stream()
                .filter(Node.Convolution.class::isInstance)
                .map(node -> ((Node.Convolution) node).name())
                .flatMap(name -> Stream.of(name + ".weight", name + ".bias"))
                .collect(Collectors.toSet());
        List<TensorSlot> tensors = tensors(graph);
        List<String> prepared = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            String tensor = "weights[" + i + "]";
            boolean casts = cast.contains(tensors.get(i).name());
            prepared.add(casts ? body.assign("torch.to(%s, %d)", tensor, BFLOAT16) : tensor);
        }
        return body.script(List.of(WEIGHTS), "List[Tensor]", "[" + String.join(", ", prepared) + "]");
    }

    /** The tensors that the script's list must hold: the parameters, then the statistics. Kernels are {@code [O, I, K, K]}. */
    public static List<TensorSlot> tensors(Graph graph) {
        ParameterLayout layout = ParameterLayout.of(graph);
        return Stream.concat(layout.parameters().stream(), layout.statistics().stream())
                .toList();
    }

    private String compute(Node node) {
        return switch (node) {
            case Node.Input _ -> bf16 ? body.assign("torch.to(x, %d)", BFLOAT16) : "x";
            case Node.Convolution c -> body.assign("%s", convolution(c));
            case Node.BatchNorm b -> batchNorm(b);
            case Node.Relu r ->
                body.assign(overwritable(r.input()) ? "torch.relu_(%s)" : "torch.relu(%s)", value(r.input()));
            case Node.Gelu g -> body.assign("torch.gelu(%s)", value(g.input()));
            case Node.MaxPool m ->
                body.assign(
                        "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], False)",
                        value(m.input()), m.side(), m.side(), m.side(), m.side());
            case Node.GlobalMaxPool m ->
                body.assign("torch.to(torch.amax(%s, [2, 3], False), %d)", value(m.input()), FLOAT32);
            case Node.Add a -> add(a);
            case Node.Subsample s -> body.subsample(s);
            case Node.GlobalAveragePool p ->
                body.assign("torch.mean(%s, [2, 3], False, dtype=%d)", value(p.input()), FLOAT32);
            case Node.Dropout d -> value(d.input());
            case Node.Dense d -> {
                String bias = d.bias() ? tensor(d.name() + ".bias") : "None";
                yield body.scaled(
                        d,
                        body.assign("torch.linear(%s, %s, %s)", value(d.input()), tensor(d.name() + ".weight"), bias));
            }
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
                node.scaled() ? tensor(node.name() + ".weight") : "None",
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

    /** Whether a node's output is not read after its only reader. Dropout hands on its input's memory, so never through it. */
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
