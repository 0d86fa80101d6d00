package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.SampleKeys;
import io.resforge.registry.signature.InvalidSignature;
import io.resforge.registry.signature.ModelSignature;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.FailingStore;
import io.resforge.registry.store.FailingStore.Moment;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedVersionTest {

    private static final String FOLDER = "models/cifar10/versions/1/";
    private static final String SIGNATURE = FOLDER + "model.sig";

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private SampleKeys keys;
    private SampleKeys others;

    @BeforeEach
    void makeKeys() {
        keys = SampleKeys.in(folder, "own");
        others = SampleKeys.in(folder, "others");
    }

    @Test
    void servesWhatATrustedKeySigned() {
        // When
        Manifest published = publish(keys.seal());
        // Then
        assertThat(reader(keys.requiring()).fetch(MODEL, "1").manifest()).isEqualTo(published);
        assertThat(reader(others.requiring(keys)).fetch(MODEL, "1").manifest()).isEqualTo(published);
        assertThat(reader(keys.requiring()).trustedManifest(MODEL, "1")).contains(published);
    }

    @Test
    void signsTheManifestAndEveryFileThatItNames() {
        // When
        Manifest published = publish(keys.only());
        // Then
        Map<String, String> digests = new TreeMap<>();
        digests.put(
                "manifest.json", Digests.of(object(FOLDER + "manifest.json")).sha256());
        published.files().forEach((name, digest) -> digests.put(name, digest.sha256()));
        ModelSignature signature = ModelSignature.open(object(SIGNATURE), keys.keys());
        assertThat(signature.digests()).isEqualTo(digests);
        assertThat(signature.model()).isEqualTo("cifar10@1");
        assertThat(store.list(FOLDER)).allSatisfy(key -> assertThat(digests.containsKey(key.substring(FOLDER.length()))
                        || signature.ignored().contains(key.substring(FOLDER.length())))
                .as(key)
                .isTrue());
    }

    @Test
    void refusesWhatIsNotSigned() {
        // Given
        publish(Seal.NONE);
        // Then
        refuses(keys.requiring(), "version 1 of model cifar10 is not signed as required: it has no signature");
        assertThat(reader(Seal.NONE).fetch(MODEL, "1")).isNotNull();
    }

    @Test
    void refusesWhatAnotherKeySigned() {
        // Given
        publish(others.only());
        // Then
        refuses(keys.requiring(), "signed by a key that is not trusted");
    }

    @Test
    void acceptsAReplacedKeyAsSoonAsItsFileIsReplaced() throws Exception {
        // Given
        publish(others.only());
        Checkpoints reader = reader(keys.requiring());
        assertThatExceptionOfType(InvalidCheckpoint.class).isThrownBy(() -> reader.fetch(MODEL, "1"));
        // When
        Files.writeString(keys.trusted(), Files.readString(keys.trusted()) + Files.readString(others.trusted()));
        // Then
        assertThat(reader.fetch(MODEL, "1")).isNotNull();
        // When
        Files.delete(keys.trusted());
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> reader.fetch(MODEL, "1"))
                .withMessageContaining("signatures cannot be checked: there is no file of trusted keys");
    }

    @Test
    void refusesAFlippedBitInEachFile() {
        // Given
        Manifest published = publish(keys.only());
        for (String name : published.files().keySet()) {
            byte[] content = object(FOLDER + name);
            for (int bit : List.of(0, 4 * content.length, 8 * content.length - 1)) {
                store.put(FOLDER + name, flipped(content, bit));
                refuses(keys.requiring(), name);
            }
            store.put(FOLDER + name, content);
        }
    }

    @Test
    void refusesAManifestThatReadsOtherwiseThoughItsFilesAreTheSame() {
        // Given
        publish(keys.only());
        byte[] manifest = object(FOLDER + "manifest.json");
        String better = new String(manifest).replace("\"heldOutAccuracy\" : 0.9", "\"heldOutAccuracy\" : 1.0");
        assertThat(better).isNotEqualTo(new String(manifest));
        // When
        store.put(FOLDER + "manifest.json", better.getBytes());
        // Then
        refuses(keys.requiring(), "the signature is of another content of manifest.json");
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> reader(keys.requiring()).trustedManifest(MODEL, "1"));
    }

    @Test
    void refusesTheSignatureOfAnotherVersion() {
        // Given
        publish(keys.only());
        reader(keys.only()).publish(draft(MODEL, "run-2", .8), weights(2));
        // When
        store.put(SIGNATURE, object("models/cifar10/versions/2/model.sig"));
        // Then
        refuses(
                keys.requiring(),
                "the signature is of another content of bom.cdx.json, manifest.json, model.onnx, model.safetensors");
    }

    @Test
    void refusesASignatureOfMoreThanTheVersionHas() {
        // Given
        Manifest published = publish(keys.only());
        ModelSignature signature = ModelSignature.open(object(SIGNATURE), keys.keys());
        Map<String, String> more = new TreeMap<>(signature.digests());
        more.put("tokenizer.json", published.files().get("model.onnx").sha256());
        // When
        store.put(
                SIGNATURE,
                new ModelSignature("m", more, List.of(), false)
                        .sign(keys.only().signer().orElseThrow()));
        // Then
        refuses(keys.requiring(), "also of files that the version has not: tokenizer.json");
    }

    @Test
    void acceptsASignatureOfTheWholeFolderToo() {
        // Given: as the standard's tool signs a folder
        publish(Seal.NONE);
        Map<String, String> all = new TreeMap<>();
        store.list(FOLDER)
                .forEach(key -> all.put(
                        key.substring(FOLDER.length()), Digests.of(object(key)).sha256()));
        // When
        store.put(
                SIGNATURE,
                new ModelSignature("1", all, List.of(), false)
                        .sign(keys.only().signer().orElseThrow()));
        // Then
        assertThat(all).containsKeys("claim.json", "run-run-1");
        assertThat(reader(keys.requiring()).fetch(MODEL, "1")).isNotNull();
    }

    @Test
    void publishesNothingThatWouldBeRefused() {
        assertThatExceptionOfType(InvalidSignature.class)
                .isThrownBy(() -> publish(keys.requiring()))
                .withMessageContaining("this process has no key to sign with");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void signsAVersionThatWasPublishedWithout() {
        // Given
        publish(Seal.NONE);
        // When
        reader(keys.only()).sign(MODEL, "1");
        // Then
        assertThat(reader(keys.requiring()).fetch(MODEL, "1")).isNotNull();
        // When
        reader(others.only()).sign(MODEL, "1");
        // Then
        refuses(keys.requiring(), "not trusted");
    }

    @Test
    void signsNoVersionThatIsDamaged() {
        // Given
        publish(Seal.NONE);
        store.put(FOLDER + "model.onnx", new byte[1]);
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> reader(keys.only()).sign(MODEL, "1"));
        assertThat(store.get(SIGNATURE)).isEmpty();
    }

    @Test
    void checksTheCopyInACacheAgain() {
        // Given
        publish(keys.only());
        MemoryStore disk = new MemoryStore();
        Checkpoints cache = checkpoints(disk, keys.requiring());
        reader(keys.requiring()).copyTo(cache, MODEL, "1");
        store.lose();
        // Then
        assertThat(cache.fetch(MODEL, "1")).isNotNull();
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints(disk, others.requiring()).fetch(MODEL, "1"));
        // When
        disk.delete(SIGNATURE);
        // Then
        assertThatExceptionOfType(InvalidCheckpoint.class).isThrownBy(() -> cache.fetch(MODEL, "1"));
    }

    @Test
    void copiesANewSignatureOverAnOldOne() {
        // Given
        publish(keys.only());
        MemoryStore disk = new MemoryStore();
        Checkpoints cache = checkpoints(disk, others.requiring(keys));
        reader(others.requiring(keys)).copyTo(cache, MODEL, "1");
        // When
        reader(others.only()).sign(MODEL, "1");
        reader(others.requiring()).copyTo(cache, MODEL, "1");
        // Then
        assertThat(checkpoints(disk, others.requiring()).fetch(MODEL, "1")).isNotNull();
    }

    @Test
    void keepsItsNumberAndItsSignatureHoweverOftenTheManifestCannotBeWritten() {
        // Given: claim, run, parameters, ONNX file, bill of materials, signature, manifest
        Checkpoints failing = checkpoints(new FailingStore(store, 7, Moment.BEFORE), keys.seal());
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> failing.publish(draft(.9), weights(1)));
        byte[] signature = object(SIGNATURE);
        // When
        Manifest published = publish(keys.seal());
        // Then
        assertThat(published.version()).isEqualTo("1");
        assertThat(object(SIGNATURE)).isEqualTo(signature);
        assertThat(reader(keys.requiring()).fetch(MODEL, "1").manifest()).isEqualTo(published);
    }

    @Test
    void isWholeOrNotThereWhereverThePublisherDies() {
        for (int write = 1; write <= 7; write++) {
            for (Moment moment : Moment.values()) {
                // Given
                MemoryStore crashed = new MemoryStore();
                FailingStore failing = new FailingStore(crashed, write, moment);
                assertThatExceptionOfType(StoreFailure.class)
                        .isThrownBy(() -> checkpoints(failing, keys.seal()).publish(draft(.9), weights(1)));
                // When
                Checkpoints reader = checkpoints(crashed, keys.seal());
                // Then
                reader.versions(MODEL).forEach(version -> assertThat(reader.fetch(MODEL, version))
                        .isNotNull());
                // When
                String again = reader.publish(draft(.9), weights(1)).version();
                // Then
                assertThat(reader.fetch(MODEL, again)).isNotNull();
            }
        }
    }

    private Manifest publish(Seal seal) {
        return reader(seal).publish(draft(.9), weights(1));
    }

    private void refuses(Seal seal, String why) {
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> reader(seal).fetch(MODEL, "1"))
                .withMessageContaining(why);
    }

    private byte[] object(String key) {
        return store.get(key).orElseThrow();
    }

    private Checkpoints reader(Seal seal) {
        return checkpoints(store, seal);
    }

    private static Checkpoints checkpoints(ObjectStore store, Seal seal) {
        return new Checkpoints(store, Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC), seal);
    }

    private static byte[] flipped(byte[] content, int bit) {
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
