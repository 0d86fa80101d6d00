package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;
import io.resforge.neuralnet.layout.Weights.NamedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites a network for serving: a batch norm that is the only reader of a convolution becomes part of it. With scale γ,
 * shift β, running mean μ and variance σ², kernel K and bias b turn into Kγ/√(σ²+ε) and β + (b−μ)γ/√(σ²+ε). One without a scale may
 * have a max pool before it, since what it multiplies by is above 0 and changes no order. Other batch norms, as before a pre-activation
 * block's convolutions, stay. The scale of a dense layer becomes part of its numbers.
 */
public final class Folding {

    /** A network and weights that fit it. */
    public record Folded(Graph graph, Weights weights) {}

    private Folding() {}

    /**
     * Folds what can be folded; the result gives the same logits, up to rounding.
     *
     * @throws IllegalArgumentException if the weights do not fit the graph
     */
    public static Folded fold(Graph graph, Weights weights) {
        Graph folded = fold(graph);
        return new Folded(folded, new FoldedWeights(graph, weights).forGraph(folded));
    }

    /** The network that {@link #fold(Graph, Weights)} gives, without its weights. */
    public static Graph fold(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph.image());
        Node[] built = new Node[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            built[node.index()] = rebuild(node, graph, builder, built);
        }
        return builder.build();
    }

    private static Node rebuild(Node node, Graph graph, GraphBuilder builder, Node[] built) {
        return switch (node) {
            case Node.Input _ -> builder.input();
            case Node.Convolution c -> {
                boolean bias = c.bias() || FoldedWeights.batchNormOf(c, graph).isPresent();
                int channels = c.output().channels();
                yield c.isFrozen()
                        ? builder.whitening(c.name(), c.kernel())
                        : builder.convolution(
                                c.name(), built[c.input()], channels, c.kernel(), c.stride(), bias, c.start());
            }
            case Node.BatchNorm b ->
                FoldedWeights.isFolded(b, graph)
                        ? built[b.input()]
                        : builder.batchNorm(b.name(), built[b.input()], b.epsilon(), b.momentum(), b.scaled());
            case Node.Relu r -> builder.relu(built[r.input()]);
            case Node.Gelu g -> builder.gelu(built[g.input()]);
            case Node.MaxPool m -> builder.maxPool(built[m.input()], m.side());
            case Node.GlobalMaxPool m -> builder.globalMaxPool(built[m.input()]);
            case Node.Add a -> builder.add(built[a.left()], built[a.right()]);
            case Node.Subsample s ->
                builder.subsample(built[s.input()], s.output().channels(), s.stride());
            case Node.GlobalAveragePool p -> builder.globalAveragePool(built[p.input()]);
            case Node.Dropout d -> builder.dropout(built[d.input()], d.rate());
            case Node.Dense d ->
                builder.dense(d.name(), built[d.input()], d.output().channels(), d.bias(), 1, d.start());
        };
    }

    /** Computes the weights of a folded network. */
    static final class FoldedWeights {

        private final Graph graph;
        private final Map<String, NamedTensor> tensors = new HashMap<>();

        FoldedWeights(Graph graph, Weights weights) {
            this.graph = graph;
            ParameterLayout.of(graph).split(weights).forEach(tensor -> tensors.put(tensor.name(), tensor));
        }

        /** Whether this batch norm becomes part of the convolution that it reads. */
        static boolean isFolded(Node.BatchNorm batchNorm, Graph graph) {
            return convolutionOf(batchNorm, graph).isPresent();
        }

        /** The convolution that this batch norm becomes part of. */
        private static Optional<Node.Convolution> convolutionOf(Node.BatchNorm batchNorm, Graph graph) {
            Node read = graph.nodes().get(batchNorm.input());
            if (read instanceof Node.MaxPool pool && !batchNorm.scaled() && graph.readers(pool.index()) == 1) {
                read = graph.nodes().get(pool.input());
            }
            return read instanceof Node.Convolution convolution && graph.readers(read.index()) == 1
                    ? Optional.of(convolution)
                    : Optional.empty();
        }

        /** The batch norm that becomes part of this convolution. */
        static Optional<Node.BatchNorm> batchNormOf(Node.Convolution convolution, Graph graph) {
            return graph.nodes().stream()
                    .filter(Node.BatchNorm.class::isInstance)
                    .map(Node.BatchNorm.class::cast)
                    .filter(batchNorm -> convolutionOf(batchNorm, graph)
                            .filter(convolution::equals)
                            .isPresent())
                    .findFirst();
        }

        Weights forGraph(Graph folded) {
            for (Node node : graph.nodes()) {
                if (node instanceof Node.BatchNorm batchNorm) {
                    convolutionOf(batchNorm, graph).ifPresent(convolution -> fold(convolution, batchNorm));
                }
                if (node instanceof Node.Dense dense && dense.scale() != 1) {
                    scale(dense.name() + ".weight", dense.scale());
                    if (dense.bias()) {
                        scale(dense.name() + ".bias", dense.scale());
                    }
                }
            }
            List<NamedTensor> used = new ArrayList<>(tensors.values());
            return ParameterLayout.of(folded).join(used);
        }

        private void fold(Node.Convolution convolution, Node.BatchNorm batchNorm) {
            float[] beta = take(batchNorm.name() + ".bias");
            float[] gamma = batchNorm.scaled() ? take(batchNorm.name() + ".weight") : ones(beta.length);
            float[] mean = take(batchNorm.name() + ".running_mean");
            float[] variance = take(batchNorm.name() + ".running_var");
            NamedTensor kernel = tensors.get(convolution.name() + ".weight");
            NamedTensor old = tensors.get(convolution.name() + ".bias");
            float[] bias = new float[gamma.length];
            float[] scaled = kernel.values().clone();
            int kernelLength = scaled.length / gamma.length;
            for (int channel = 0; channel < gamma.length; channel++) {
                double scale = gamma[channel] / Math.sqrt(variance[channel] + batchNorm.epsilon());
                double oldBias = old == null ? 0 : old.values()[channel];
                bias[channel] = (float) (beta[channel] + (oldBias - mean[channel]) * scale);
                for (int i = channel * kernelLength; i < (channel + 1) * kernelLength; i++) {
                    scaled[i] = (float) (scaled[i] * scale);
                }
            }
            put(new NamedTensor(kernel.name(), kernel.shape(), scaled));
            put(new NamedTensor(convolution.name() + ".bias", List.of(bias.length), bias));
        }

        private void scale(String name, double factor) {
            NamedTensor tensor = tensors.get(name);
            float[] scaled = tensor.values().clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (float) (scaled[i] * factor);
            }
            put(new NamedTensor(name, tensor.shape(), scaled));
        }

        private static float[] ones(int length) {
            float[] ones = new float[length];
            Arrays.fill(ones, 1);
            return ones;
        }

        private void put(NamedTensor tensor) {
            tensors.put(tensor.name(), tensor);
        }

        private float[] take(String name) {
            return tensors.remove(name).values();
        }
    }
}
