package io.resforge.neuralnet.layout;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.graph.GraphBuilder;
import io.resforge.neuralnet.graph.Node;

/**
 * Rewrites a network for serving: a batch norm that reads a convolution which nobody else reads becomes part of it. With scale γ,
 * shift β, running mean μ and variance σ², kernel K and bias b turn into Kγ/√(σ²+ε) and β + (b−μ)γ/√(σ²+ε). Other batch norms, as
 * before a pre-activation block's convolutions, stay.
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

    private static Graph fold(Graph graph) {
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
                yield builder.convolution(c.name(), built[c.input()], channels, c.kernel(), c.stride(), bias);
            }
            case Node.BatchNorm b ->
                FoldedWeights.isFolded(b, graph)
                        ? built[b.input()]
                        : builder.batchNorm(b.name(), built[b.input()], b.epsilon(), b.momentum());
            case Node.Relu r -> builder.relu(built[r.input()]);
            case Node.Add a -> builder.add(built[a.left()], built[a.right()]);
            case Node.Subsample s ->
                builder.subsample(built[s.input()], s.output().channels(), s.stride());
            case Node.GlobalAveragePool p -> builder.globalAveragePool(built[p.input()]);
            case Node.Dropout d -> builder.dropout(built[d.input()], d.rate());
            case Node.Dense d ->
                builder.dense(d.name(), built[d.input()], d.output().channels());
        };
    }
}
