package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.graph.Graph;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.onnx.OnnxModel;
import io.resforge.neuralnet.resnet.Architecture;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a version beside its manifest: the trained numbers, and the network for any runtime. */
final class ModelFiles {

    private ModelFiles() {}

    /**
     * Writes the files; the same weights of the same draft give the same bytes.
     *
     * @throws IllegalArgumentException if the weights are not those of the draft's network, or not finite
     */
    static Map<String, byte[]> encode(Manifest draft, Weights weights) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(Manifest.PARAMETERS, ParametersFile.encode(draft, weights));
        Graph graph = Architecture.parse(draft.architecture())
                .graph(draft.image().shape(), draft.labels().size());
        Map<String, String> metadata =
                Map.of("architecture", draft.architecture(), "labels", String.join("\n", draft.labels()));
        files.put(Manifest.ONNX, OnnxModel.of(graph, weights, draft.normalisation(), metadata));
        if (draft.int8() != null) {
            files.put(
                    Manifest.ONNX_INT8,
                    OnnxModel.quantised(
                            graph, weights, draft.normalisation(), draft.int8().ranges(), metadata));
        }
        return files;
    }
}
