package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.TensorSlot;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a training script names the tensors that lie in its flat vectors. */
final class Tensors {

    private final boolean bf16;
    private final List<TensorSlot> parameters;
    private final List<TensorSlot> statistics;
    private final Map<String, Integer> places = new HashMap<>();

    Tensors(Graph graph, boolean bf16) {
        ParameterLayout layout = ParameterLayout.of(graph);
        this.bf16 = bf16;
        this.parameters = layout.parameters();
        this.statistics = layout.statistics();
        number(parameters);
        number(statistics);
    }

    private void number(List<TensorSlot> slots) {
        for (int i = 0; i < slots.size(); i++) {
            places.put(slots.get(i).name(), i);
        }
    }

    /** Writes the lines that cut the vectors into tensors. */
    void cut(ScriptBody body) {
        body.define("p", ScriptBody.split("w", parameters));
        if (bf16) {
            // One cast of the whole vector is cheaper than one of each kernel.
            body.define("h", ScriptBody.split("torch.to(w, 15)", parameters));
        }
        body.define("s", ScriptBody.split("stats", statistics));
    }

    boolean bf16() {
        return bf16;
    }

    int parameterCount() {
        return parameters.size();
    }

    /** Where in its vector a parameter or statistic comes, from 0. */
    int place(String name) {
        return places.get(name);
    }

    String parameter(String name) {
        return "p[" + place(name) + "]";
    }

    String statistic(String name) {
        return "s[" + place(name) + "]";
    }

    /** A dense layer's weights, {@code [O, I]}. */
    String matrix(Node.Dense node) {
        return String.format(
                Locale.ROOT,
                "torch.view(%s, [%d, %d])",
                parameter(node.name() + ".weight"),
                node.output().channels(),
                node.inputChannels());
    }

    /** A convolution's kernel in the precision that it computes in: lies {@code [O, K, K, I]}, is seen as {@code [O, I, K, K]}. */
    String kernel(Node.Convolution node) {
        return String.format(
                Locale.ROOT,
                "torch.permute(torch.view(%s, [%d, %d, %d, %d]), [0, 3, 1, 2])",
                node.isFrozen() ? frozen(node.name() + ".weight") : computed(node.name() + ".weight"),
                node.output().channels(),
                node.kernel(),
                node.kernel(),
                node.inputChannels());
    }

    String bias(Node.Convolution node) {
        return node.bias() ? computed(node.name() + ".bias") : "None";
    }

    /** A parameter in the precision of convolutions; a kernel that is not trained lies among the statistics. */
    private String computed(String name) {
        return (bf16 ? "h[" : "p[") + place(name) + "]";
    }

    private String frozen(String name) {
        return bf16 ? "torch.to(" + statistic(name) + ", 15)" : statistic(name);
    }

    /** The scale of a batch norm, or none. */
    String scale(Node.BatchNorm node) {
        return node.scaled() ? parameter(node.name() + ".weight") : "None";
    }
}
