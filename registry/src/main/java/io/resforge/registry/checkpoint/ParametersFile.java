package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.layout.ParameterLayout;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.neuralnet.resnet.Architecture;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import java.util.Map;

/** Reads and writes the parameters file of a checkpoint, and checks it against the manifest's architecture. */
final class ParametersFile {

    private ParametersFile() {}

    /**
     * Writes weights, equal ones as equal bytes; throws IllegalArgumentException if they do not fit or are not finite.
     */
    static byte[] encode(Manifest manifest, Weights weights) {
        ParameterLayout layout = layout(manifest);
        requireFinite(weights);
        // Readers in Python take "pt" for the layout of PyTorch's tensors.
        Map<String, String> metadata = Map.of("format", "pt", "architecture", manifest.architecture());
        return Safetensors.encode(new TensorFile(layout.split(weights), metadata));
    }

    /** Reads weights; throws IllegalArgumentException if the bytes are no weights of the manifest's network. */
    static Weights decode(Manifest manifest, byte[] content) {
        ParameterLayout layout = layout(manifest);
        // Before memory is taken for the weights: the manifest may name a network far larger than this file.
        if (content.length < (long) layout.parameterCount() * Float.BYTES) {
            throw new IllegalArgumentException(
                    content.length + " bytes cannot hold the network's " + layout.parameterCount() + " parameters");
        }
        TensorFile file = Safetensors.decode(content);
        if (!file.bytes().isEmpty()) {
            throw new IllegalArgumentException(
                    "tensor '" + file.bytes().getFirst().name() + "' is of bytes, parameters are of floats");
        }
        Weights weights = layout.join(file.tensors());
        requireFinite(weights);
        return weights;
    }

    private static ParameterLayout layout(Manifest manifest) {
        Architecture architecture = Architecture.parse(manifest.architecture());
        ParameterLayout layout = ParameterLayout.of(
                architecture.graph(manifest.image().shape(), manifest.labels().size()));
        if (layout.parameterCount() != manifest.parameterCount()) {
            throw new IllegalArgumentException("the manifest says " + manifest.parameterCount() + " parameters, a "
                    + architecture.name() + " with " + manifest.labels().size() + " classes has "
                    + layout.parameterCount());
        }
        return layout;
    }

    private static void requireFinite(Weights weights) {
        requireFinite("parameter", weights.parameters());
        requireFinite("statistic", weights.statistics());
    }

    private static void requireFinite(String what, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        what + " " + i + " is " + values[i] + ", all must be finite numbers");
            }
        }
    }
}
