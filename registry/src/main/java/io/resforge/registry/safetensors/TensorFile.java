package io.resforge.registry.safetensors;

import io.resforge.neuralnet.layout.NamedTensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of a safetensors file.
 *
 * @param tensors in the order of their data, names distinct
 * @param metadata free text by name
 */
public record TensorFile(List<NamedTensor> tensors, Map<String, String> metadata) {

    public TensorFile {
        tensors = List.copyOf(tensors);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }
}
