package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.SampleCheckpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.SimultaneousWriters;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final String FOLDER = "models/cifar10/versions/1/";

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints checkpoints = checkpoints(store);

    @Test
    void fetchesWhatWasPublished() {
        // When
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        Checkpoint fetched = checkpoints.fetch(MODEL, "1");
        // Then
        assertThat(fetched.manifest()).isEqualTo(manifest);
        assertThat(fetched.weights().parameters()).isEqualTo(weights(1).parameters());
        assertThat(fetched.weights().statistics()).isEqualTo(weights(1).statistics());
    }

    @Test
    void refusesHugeFilesWithoutTakingMemoryForThem(@TempDir Path folder) throws Exception {
        // Given: a manifest, a promotion and weights that no memory can hold
        ObjectStore directory = ObjectStore.openOrCreate(folder.toString());
        checkpoints(directory).publish(draft(.9), weights(1));
        checkpoints(directory).publish(draft(.9), weights(2));
        for (String file : List.of(
                "models/cifar10/versions/1/manifest.json",
                "models/cifar10/versions/2/model.safetensors",
                "models/cifar10/promotions/00000001.json")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            try (RandomAccessFile huge = new RandomAccessFile(path.toFile(), "rw")) {
                huge.setLength(1L << 36);
            }
        }
        Promotions promotions = new Promotions(directory, Clock.systemUTC());
        // When and then
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints(directory).manifest(MODEL, "1"))
                .withMessageContaining("versions/1/manifest.json is damaged: it has more than 16777216 bytes");
        assertThatExceptionOfType(InvalidCheckpoint.class)
                .isThrownBy(() -> checkpoints(directory).fetch(MODEL, "2"))
                .withMessageContaining("model.safetensors has more bytes than the");
        assertThatExceptionOfType(DamagedObject.class)
                .isThrownBy(() -> promotions.champion(MODEL))
                .withMessageContaining("it has more than 16777216 bytes");
        assertThat(promotions.promote(MODEL, "2", "a test", "tester").number()).isEqualTo(2);
    }

    @Test
    void addsToTheDraftWhatIsKnownOnlyThen() {
        // When
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        // Then
        assertThat(manifest)
                .isEqualTo(draft(.9).published("1", SampleCheckpoints.NOW, manifest.files()))
                .isEqualTo(checkpoints.manifest(MODEL, "1").orElseThrow());
        assertThat(manifest.files())
                .isEqualTo(Map.of(
                        "model.safetensors", Digests.of(object(FOLDER + "model.safetensors")),
                        "model.onnx", Digests.of(object(FOLDER + "model.onnx")),
                        "bom.cdx.json", Digests.of(object(FOLDER + "bom.cdx.json"))));
    }

    @Test
    void givesTheSameWeightsTheSameDigest() {
        // Given
        Manifest one = checkpoints.publish(draft(MODEL, "run-1", .9), weights(1));
        // When
        Manifest other = checkpoints.publish(draft(MODEL, "run-2", .8), weights(1));
        // Then
        assertThat(other.files().get(Manifest.PARAMETERS)).isEqualTo(one.files().get(Manifest.PARAMETERS));
        assertThat(other.files().get(Manifest.ONNX)).isEqualTo(one.files().get(Manifest.ONNX));
    }

    @Test
    void sortsVersionsAsNumbers() {
        // When
        IntStream.rangeClosed(1, 11).forEach(i -> checkpoints.publish(draft(.9), weights(1)));
        // Then
        assertThat(checkpoints.versions(MODEL))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 11).mapToObj(Integer::toString).toList());
    }

    @Test
    void listsModelsThatHaveAVersion() {
        // Given
        checkpoints.publish(draft("model-b", "run", .9), weights(1));
        checkpoints.publish(draft("model-a", "run", .9), weights(1));
        store.create("models/claimed/versions/1/claim.json", new byte[0]);
        store.create("models/Odd.Name/versions/1/manifest.json", new byte[0]);
        // Then
        assertThat(checkpoints.models()).containsExactly("model-a", "model-b");
    }

    @Test
    void doesNotListAClaimedNumberAndDoesNotUseItAgain() {
        // Given
        store.create("models/cifar10/versions/4/claim.json", new byte[0]);
        store.create("models/cifar10/versions/04/manifest.json", new byte[0]);
        // When
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        // Then
        assertThat(manifest.version()).isEqualTo("5");
        assertThat(checkpoints.versions(MODEL)).containsExactly("5");
        assertThat(checkpoints.manifest(MODEL, "4")).isEmpty();
    }

    @Test
    void givesEachOfEightRacingPublishersANumberOfItsOwn() throws Exception {
        // When
        List<String> versions = SimultaneousWriters.of(8, i -> checkpoints
                .publish(draft(MODEL, "run-" + i, .9), weights(i))
                .version());
        // Then
        assertThat(versions).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8");
        for (int i = 0; i < 8; i++) {
            assertThat(checkpoints.fetch(MODEL, versions.get(i)).weights().parameters())
                    .isEqualTo(weights(i).parameters());
        }
    }

    @Test
    void findsWhatARunHasPublishedWithoutReadingTheVersionsOfOthers() {
        // Given
        for (int run = 0; run < 50; run++) {
            checkpoints.publish(draft(MODEL, "run-" + run, .9), weights(1));
        }
        store.requests();
        // When
        Optional<Manifest> own = checkpoints.publishedBy("run-3", MODEL, SampleCheckpoints.NOW);
        // Then
        assertThat(own.orElseThrow().version()).isEqualTo("4");
        assertThat(store.requests()).isEqualTo(new MemoryStore.Requests(1, 1));
        assertThat(checkpoints.publishedBy("run-x", MODEL, SampleCheckpoints.NOW))
                .isEmpty();
        assertThat(checkpoints.publishedBy("run-3", MODEL, SampleCheckpoints.NOW.plusSeconds(1)))
                .isEmpty();
    }

    @Test
    void findsWhatARunHasPublishedWithAnEarlierBuildToo() {
        // Given
        checkpoints.publish(draft(MODEL, "run-1", .9), weights(1));
        checkpoints.publish(draft(MODEL, "run-2", .9), weights(1));
        store.delete("models/cifar10/versions/1/run-run-1");
        store.delete("models/cifar10/versions/2/run-run-2");
        // Then
        assertThat(checkpoints
                        .publishedBy("run-1", MODEL, SampleCheckpoints.NOW)
                        .orElseThrow()
                        .version())
                .isEqualTo("1");
    }

    /** A worker that was given up may come back and publish beside the one that took its run over. */
    @Test
    void givesWorkersOfOneRunThatPublishDifferentWeightsAtOnceNumbersOfTheirOwn() throws Exception {
        for (int round = 0; round < 5; round++) {
            // When
            List<String> versions = SimultaneousWriters.of(
                    4, i -> checkpoints.publish(draft(.9), weights(i)).version());
            // Then
            assertThat(versions).doesNotHaveDuplicates();
            for (int i = 0; i < 4; i++) {
                assertThat(checkpoints.fetch(MODEL, versions.get(i)).weights().parameters())
                        .isEqualTo(weights(i).parameters());
            }
        }
    }

    @Test
    void publishesTheManifestAsJsonThatPeopleCanRead() {
        // When
        checkpoints.publish(draft(.9), weights(1));
        // Then
        assertThat(checkpoints.manifestJson(MODEL, "1").orElseThrow())
                .contains("\"createdAt\" : \"2026-02-03T04:05:06.789Z\"")
                .contains("\"architecture\" : \"resnet8-v1\"")
                .contains("\"heldOutAccuracy\" : 0.9")
                .doesNotContain("fromVersion");
        assertThat(checkpoints.manifestJson(MODEL, "2")).isEmpty();
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoints.publish(draft(.9), new Weights(new float[3], new float[3])));
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void refusesWeightsThatAreNotFinite() {
        // Given
        Weights broken = weights(1);
        broken.statistics()[5] = Float.NaN;
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoints.publish(draft(.9), broken))
                .withMessage("statistic 5 is NaN, all must be finite numbers");
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void saysThatAVersionMustBeANumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checkpoints.fetch(MODEL, "latest"))
                .withMessage("a version must be a whole number from 1, such as 17, was 'latest'");
        assertThatIllegalArgumentException().isThrownBy(() -> checkpoints.manifest("../cifar10", "1"));
    }

    private byte[] object(String key) {
        return store.get(key).orElseThrow();
    }

    private static Checkpoints checkpoints(ObjectStore store) {
        return new Checkpoints(store, Clock.fixed(SampleCheckpoints.NOW, ZoneOffset.UTC));
    }
}
