package io.resforge.inference.engine;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Summary;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.checkpoint.Manifest;

final class ServingNetworks {

    /** An operation's input and output, and what waits for the end of a branch. */
    private static final int TENSORS_AT_ONCE = 3;

    /** Multiply-adds of one image, between ResNet-44 and ResNet-56 with images of 32×32. */
    private static final long SMALL = 100_000_000;

    private ServingNetworks() {}

    /** Whether callers hardly notice if a network is served faster. */
    static boolean isSmall(Manifest manifest) {
        return Summary.of(graph(manifest)).multiplyAdds() < SMALL;
    }

    static Graph graph(Manifest manifest) {
        return Architecture.parse(manifest.architecture())
                .graph(manifest.image().shape(), manifest.labels().size());
    }

    /** Native memory that a network takes, roughly: its weights, and the numbers between its layers for one batch. */
    static long bytes(Graph graph, int maxBatch) {
        long largest = graph.nodes().stream()
                .mapToLong(node -> node.output().size())
                .max()
                .orElseThrow();
        long weights = ParameterLayout.of(graph).parameterCount();
        return (weights + TENSORS_AT_ONCE * largest * maxBatch) * Float.BYTES;
    }
}
