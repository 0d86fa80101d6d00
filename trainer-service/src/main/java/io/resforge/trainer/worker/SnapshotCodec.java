package io.resforge.trainer.worker;

import io.resforge.neuralnet.layout.NamedTensor;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.TensorFile;
import io.resforge.training.resume.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Snapshots as safetensors files: the vectors are tensors of one dimension, the facts are metadata. */
final class SnapshotCodec {

    private SnapshotCodec() {}

    static byte[] encode(Snapshot snapshot) {
        List<NamedTensor> tensors = snapshot.vectors().entrySet().stream()
                .map(vector -> new NamedTensor(vector.getKey(), List.of(vector.getValue().length), vector.getValue()))
                .toList();
        return Safetensors.encode(new TensorFile(tensors, snapshot.facts()));
    }

    /** @throws IllegalArgumentException if the bytes are no safetensors file */
    static Snapshot decode(byte[] file) {
        TensorFile content = Safetensors.decode(file);
        SequencedMap<String, float[]> vectors = new LinkedHashMap<>();
        content.tensors().forEach(tensor -> vectors.put(tensor.name(), tensor.values()));
        return new Snapshot(new LinkedHashMap<>(content.metadata()), vectors);
    }
}
