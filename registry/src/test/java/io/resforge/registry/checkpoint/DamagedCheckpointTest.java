package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.neuralnet.layout.Weights.NamedTensor;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.checkpoint.Manifest.FileDigest;
import io.resforge.registry.safetensors.Safetensors;
import io.resforge.registry.safetensors.Safetensors.TensorFile;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Versions whose files or manifest are not what was published. */
class DamagedCheckpointTest {

    private static final String FOLDER = "models/cifar10/versions/1/";

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC));

    @Test
    void saysThatAVersionIsNotThere() {
        assertInvalid("there is no version 1 of model cifar10");
    }

    @Test
    void noticesThatTheParametersAreMissing() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        store.delete(FOLDER + "model.safetensors");
        // Then
        assertInvalid("model.safetensors is missing");
    }

    @Test
    void noticesATruncatedFile() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        byte[] whole = object(FOLDER + "model.safetensors");
        store.put(FOLDER + "model.safetensors", Arrays.copyOf(whole, whole.length - 1));
        // Then
        assertInvalid("has " + (whole.length - 1) + " bytes, its manifest says " + whole.length);
    }

    @Test
    void noticesASingleBitThatChanged() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        byte[] damaged = object(FOLDER + "model.safetensors");
        damaged[damaged.length / 2] ^= 1;
        store.put(FOLDER + "model.safetensors", damaged);
        // Then
        assertInvalid("has the SHA-256");
    }

    @Test
    void noticesWeightsThatAreNotFiniteThoughTheirDigestFits() {
        // Given
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        byte[] file = object(FOLDER + "model.safetensors");
        Arrays.fill(file, file.length - 4, file.length, (byte) 0xff);
        forge(manifest, file);
        // Then
        assertInvalid("all must be finite");
    }

    @Test
    void noticesTensorsOfAnotherNetworkThoughTheirDigestFits() {
        // Given
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        byte[] file = object(FOLDER + "model.safetensors");
        var tensors = Safetensors.decode(file).tensors();
        var renamed = new ArrayList<>(tensors);
        var first = tensors.getFirst();
        renamed.set(0, new NamedTensor("intruder", first.shape(), first.values()));
        forge(manifest, Safetensors.encode(new TensorFile(renamed, Map.of())));
        // Then
        assertInvalid("model.safetensors cannot be used: ");
    }

    @Test
    void takesNoMemoryForANetworkThatTheFileCannotHold() {
        // Given
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        forge(manifest, "tiny".getBytes(UTF_8));
        // Then
        assertInvalid("4 bytes cannot hold the network's");
    }

    @Test
    void noticesAnArchitectureThatItDoesNotKnow() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        edit("\"resnet8-v1\"", "\"vgg16\"");
        // Then
        assertInvalid("unknown architecture 'vgg16'");
    }

    @Test
    void noticesAParameterCountThatIsNotTheNetworks() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        edit("\"parameterCount\" : 7", "\"parameterCount\" : 8");
        // Then
        assertInvalid("a resnet8-v1 with 3 classes has");
    }

    @Test
    void noticesTheManifestOfAnotherVersion() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        edit("\"version\" : \"1\"", "\"version\" : \"2\"");
        // Then
        assertInvalid("says that it is of version 2 of model cifar10");
    }

    private void assertInvalid(String message) {
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints.fetch(MODEL, "1"))
                .withMessageContaining(message);
    }

    /** Puts a parameters file in place, and its digest into the manifest. */
    private void forge(Manifest manifest, byte[] parameters) {
        Map<String, FileDigest> files = Map.of(Manifest.PARAMETERS, Digests.of(parameters));
        store.put(FOLDER + "model.safetensors", parameters);
        store.put(FOLDER + "manifest.json", ManifestFile.encode(manifest.published("1", manifest.createdAt(), files)));
    }

    private void edit(String old, String replacement) {
        String json = new String(object(FOLDER + "manifest.json"), UTF_8);
        assertThat(json).contains(old);
        store.put(FOLDER + "manifest.json", json.replace(old, replacement).getBytes(UTF_8));
    }

    private byte[] object(String key) {
        return store.get(key).orElseThrow();
    }
}
