package io.resforge.registry.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.value.ObjectNames;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetLocationTest {

    @TempDir
    private Path folder;

    @Test
    void tellsTheKindsApart() {
        assertThat(DatasetLocation.parse("sample")).isEqualTo(new DatasetLocation.Sample());
        assertThat(DatasetLocation.parse("store:cifar10")).isEqualTo(new DatasetLocation.Named("cifar10"));
        assertThat(DatasetLocation.parse("/data/cifar10"))
                .isEqualTo(new DatasetLocation.Folder(Path.of("/data/cifar10")));
        assertThat(DatasetLocation.parse("s3://bucket/datasets/x"))
                .isEqualTo(new DatasetLocation.Elsewhere("s3://bucket/datasets/x"));
    }

    @Test
    void findsADataSetOfAStoreByItsFolderAndByItsUri() throws InterruptedException {
        // Given
        Path place = folder.resolve("store");
        StoredDataset pushed = StoredDataset.named(ObjectStore.openOrCreate(place.toString()), "pictures");
        new DatasetPush(pushed, TransferProgress.NONE).push(FileFolder.in(folder.resolve("original")), false);
        Path mirror = place.resolve("datasets/pictures");
        // Then
        assertThat(opened(mirror.toString()).index()).isEqualTo(pushed.index());
        assertThat(opened(mirror.toUri().toString()).index()).isEqualTo(pushed.index());
    }

    @Test
    void findsADataSetThatIsAWholeStore() throws InterruptedException {
        // Given
        String place = folder.resolve("alone").toString();
        StoredDataset pushed = StoredDataset.whole(ObjectStore.openOrCreate(place));
        new DatasetPush(pushed, TransferProgress.NONE).push(FileFolder.in(folder.resolve("original")), false);
        // Then
        assertThat(opened(place).index()).isEqualTo(pushed.index());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ftp://host/x", "store:", "store:../x", "store:UPPER", "a\0b"})
    void refusesWhatIsNoPlace(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatasetLocation.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "sample, cifar10",
        "/home/ada/.resforge/data/cifar10-sample, cifar10",
        "/data/cifar-10-batches-bin, cifar10",
        "/data/cifar-100-binary/, cifar100",
        "store:pets, pets",
        "s3://bucket/datasets/Flowers_2, flowers-2",
        "/home/ada/Meine Fotos, meine-fotos",
        "/home/ada/Füße & Zehen!, fusse-zehen",
        "/home/ada/写真, images",
        "/, images"
    })
    void namesAModelAfterADataSet(String location, String name) {
        assertThat(DatasetLocation.modelName(location)).isEqualTo(name);
    }

    @Test
    void namesAModelByALabelHoweverLongTheFolderIs() {
        assertThat(DatasetLocation.modelName("/data/" + "a".repeat(62) + "-b"))
                .matches(ObjectNames::isLabel)
                .hasSize(62);
    }

    private static StoredDataset opened(String location) {
        return ((DatasetLocation.Elsewhere) DatasetLocation.parse(location)).open();
    }
}
