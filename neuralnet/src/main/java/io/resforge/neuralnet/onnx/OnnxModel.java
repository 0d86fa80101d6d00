package io.resforge.neuralnet.onnx;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.layout.Folding;
import io.resforge.neuralnet.layout.Weights;
import java.util.Map;
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

    private OnnxModel() {}

    /**
     * Writes the file; the same arguments give the same bytes.
     *
     * @param metadata what else the file tells, such as the architecture and the labels
     * @throws IllegalArgumentException if the weights or the normalisation do not fit the graph
     */
    public static byte[] of(Graph graph, Weights weights, Normalisation normalisation, Map<String, String> metadata) {
        Message model = model(graph, weights, normalisation, false);
        new TreeMap<>(metadata).forEach((key, value) -> Onnx.metadata(model, key, value));
        return model.bytes();
    }

    /**
     * Writes a file that has one more output, {@value #FEATURES}: float32 {@code [N, features]}. A runtime that is not asked for it computes
     * the same as without.
     */
    public static byte[] withFeatures(Graph graph, Weights weights, Normalisation normalisation) {
        return model(graph, weights, normalisation, true).bytes();
    }

    private static Message model(Graph graph, Weights weights, Normalisation normalisation, boolean features) {
        PixelScale scale = PixelScale.of(normalisation, graph.image());
        return Onnx.model(OnnxGraph.of(Folding.fold(graph, weights), scale, features));
    }
}
