package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.dataset.DatasetPush;
import io.resforge.registry.dataset.StoredDataset;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.dataset.TransferProgress;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.metrics.TrainingMetrics.MetricsSubject;
import io.resforge.trainer.worker.request.DataFolder;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedDataTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private final TrainingMetrics metrics = new TrainingMetrics(System::nanoTime);

    private Path pushed() throws IOException, InterruptedException {
        Path place = folder.resolve("store");
        Path original = Files.createDirectories(folder.resolve("original"));
        Files.writeString(original.resolve("a.txt"), "a");
        new DatasetPush(
                        StoredDataset.named(ObjectStore.openOrCreate(place.toString()), "letters"),
                        TransferProgress.NONE)
                .push(new DatasetPush.Source("letters", "0123", 2, 4, 0, original, List.of("a.txt")), false);
        return place;
    }

    private CachedData data(Path store, Map<String, String> environment) {
        DataFolder folders = new DataFolder(environment, ObjectStore.open(store.toString()), Optional.empty());
        return new CachedData(
                folders,
                Duration.ofMillis(700),
                new WorkerLog(new PrintStream(log), Clock.systemUTC(), Optional.empty()),
                metrics::dataBrought);
    }

    @Test
    void bringsADataSetOfTheRunsOwnStoreIntoTheCacheThatTheEnvironmentNames() throws Exception {
        // Given
        Path cache = folder.resolve("cache");
        CachedData data = data(pushed(), Map.of("RESFORGE_DATA_CACHE", cache.toString()));
        metrics.begins(new MetricsSubject("r", "m", "inline", "resnet8-v1", 1));
        // When
        Path brought = data.folder("store:letters");
        // Then
        assertThat(brought.resolve("a.txt")).hasContent("a");
        assertThat(brought).startsWith(cache).hasFileName("letters");
        assertThat(log.toString()).contains("into the cache");
        assertThat(metrics.scrape())
                .containsPattern("resforge_training_data_brought_bytes\\{.*} [1-9]")
                .containsPattern("resforge_training_data_missing_bytes\\{.*} [1-9]");
    }

    @Test
    void bringsADataSetOfAnotherStore() throws Exception {
        // Given
        CachedData data = data(folder.resolve("elsewhere"), Map.of("RESFORGE_HOME", folder.toString()));
        // When
        Path brought = data.folder(pushed().resolve("datasets/letters").toUri().toString());
        // Then
        assertThat(brought.resolve("a.txt")).hasContent("a");
        assertThat(brought).startsWith(folder.resolve("cache/datasets"));
    }

    @Test
    void takesFoldersAndTheSampleAsTheyAre() throws Exception {
        CachedData data = data(folder, Map.of("RESFORGE_SAMPLE_DIR", folder.toString()));
        assertThat(data.folder("/data/cifar10")).isEqualTo(Path.of("/data/cifar10"));
        assertThat(data.folder("sample")).isEqualTo(folder);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        CachedData data = data(
                pushed(), Map.of("RESFORGE_SAMPLE_DIR", folder.resolve("none").toString()));
        assertThatExceptionOfType(UnknownDataset.class)
                .isThrownBy(() -> data.folder("store:none"))
                .withMessageContaining("datasets/none/index.json is missing");
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> data.folder("sample"))
                .withMessageContaining("the sample is not in " + folder.resolve("none"));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> data.folder("ftp://host/x"));
    }

    @Test
    void givesUpOnAStoreThatStaysAway() {
        CachedData data = data(folder.resolve("away"), Map.of("RESFORGE_HOME", folder.toString()));
        assertThatExceptionOfType(StoreFailure.class).isThrownBy(() -> data.folder("store:letters"));
    }
}
