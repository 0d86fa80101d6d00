package io.resforge.neuralnet.onnx;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Folding;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.onnx.OnnxGraph.Outputs;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network as an ONNX file (operator set 17) that any runtime can serve: batch norm is folded, the normalisation of the pixels is
 * inside, dropout is left out.
 *
 * <ul>
 *   <li>{@value #INPUT}: uint8 {@code [N, height, width, channels]}
 *   <li>{@value #OUTPUT}: float32 {@code [N, classes]}
 * </ul>
 */
public final class OnnxModel {

    /** Name of the images. */
    public static final String INPUT = "images";
    /** Name of the logits. */
    public static final String OUTPUT = "logits";
    /** Name of what the last layer reads. */
    public static final String FEATURES = "features";

    /** Begins the name of each node's smallest number, before its index in the folded network. */
    public static final String LOW = "low.";
    /** Begins the name of each node's largest number. */
    public static final String HIGH = "high.";

    private OnnxModel() {}

    /**
     * Writes the file; the same arguments give the same bytes.
     *
     * @param metadata what else the file tells, such as the architecture and the labels
     * @throws IllegalArgumentException if the weights or the normalisation do not fit the graph
     */
    public static byte[] of(Graph graph, Weights weights, Normalisation normalisation, Map<String, String> metadata) {
        return bytes(graph(graph, weights, normalisation, Outputs.LOGITS, Optional.empty()), metadata);
    }

    /**
     * Writes a file that has one more output, {@value #FEATURES}: float32 {@code [N, features]}. A runtime that is not asked for it computes
     * the same as without.
     */
    public static byte[] withFeatures(Graph graph, Weights weights, Normalisation normalisation) {
        return bytes(graph(graph, weights, normalisation, Outputs.FEATURES, Optional.empty()), Map.of());
    }

    /**
     * Writes a file that also puts out the smallest and the largest number of each node for the whole batch: {@value #LOW} and {@value
     * #HIGH} with the node's index, float32 without a shape.
     */
    public static byte[] withRanges(Graph graph, Weights weights, Normalisation normalisation) {
        return bytes(graph(graph, weights, normalisation, Outputs.RANGES, Optional.empty()), Map.of());
    }

    /**
     * Writes a file whose layers compute with bytes, between operations that convert (QDQ): unsigned for what lies between layers, signed
     * by output channel for kernels. It has the output {@value #FEATURES} as well.
     *
     * @param ranges as a file of {@link #withRanges} put them out for images such as the network is for
     * @throws IllegalArgumentException if one of the arguments does not fit the graph
     */
    public static byte[] quantised(
            Graph graph,
            Weights weights,
            Normalisation normalisation,
            ActivationRanges ranges,
            Map<String, String> metadata) {
        return bytes(graph(graph, weights, normalisation, Outputs.FEATURES, Optional.of(ranges)), metadata);
    }

    /** How many nodes of a network there are ranges for: what is folded has none of its own. */
    public static int nodes(Graph graph) {
        return Folding.fold(graph).nodes().size();
    }

    private static Message graph(
            Graph graph,
            Weights weights,
            Normalisation normalisation,
            Outputs outputs,
            Optional<ActivationRanges> ranges) {
        PixelScale scale = PixelScale.of(normalisation, graph.image());
        return OnnxGraph.of(Folding.fold(graph, weights), scale, outputs, ranges);
    }

    private static byte[] bytes(Message graph, Map<String, String> metadata) {
        Message model = Onnx.model(graph);
        new TreeMap<>(metadata).forEach((key, value) -> Onnx.metadata(model, key, value));
        return model.bytes();
    }
}
