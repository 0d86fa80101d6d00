package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.store.ObjectStore;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ONNX file beside the parameters. */
class OnnxFileTest {

    private static final String FOLDER = "models/cifar10/versions/1/";

    private final ObjectStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());

    @Test
    void readsTheOnnxFileToo() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        // When
        Checkpoint fetched = checkpoints.fetch(MODEL, "1");
        // Then
        assertThat(fetched.onnx()).contains(object(FOLDER + "model.onnx"));
    }

    @Test
    void readsVersionsThatWerePublishedWithoutAnOnnxFile() {
        // Given
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        var parameters = Map.of(Manifest.PARAMETERS, Digests.of(object(FOLDER + "model.safetensors")));
        Manifest without = manifest.published("1", manifest.createdAt(), parameters);
        store.put(FOLDER + "manifest.json", ManifestFile.encode(without));
        store.delete(FOLDER + "model.onnx");
        // Then
        assertThat(checkpoints.fetch(MODEL, "1").onnx()).isEmpty();
    }

    @Test
    void noticesADamagedOnnxFile() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        byte[] damaged = object(FOLDER + "model.onnx");
        damaged[damaged.length / 2] ^= 1;
        store.put(FOLDER + "model.onnx", damaged);
        // Then
        assertInvalid("model.onnx has the SHA-256");
    }

    private void assertInvalid(String message) {
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints.fetch(MODEL, "1"))
                .withMessageContaining(message);
    }

    private byte[] object(String key) {
        return store.get(key).orElseThrow();
    }
}
