package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFilesTest {

    @TempDir
    private Path folder;

    private List<String> files() {
        DatasetFiles found = DatasetFiles.in(folder);
        return found.files().stream()
                .map(file -> found.folder().relativize(file).toString())
                .sorted()
                .toList();
    }

    private void make(String... paths) throws IOException {
        for (String path : paths) {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    @Test
    void namesTheImagesOfAFolderAndNothingElse() throws IOException {
        make(
                "train/cat/1.png",
                "train/cat/.hidden.png",
                "train/cat/notes.txt",
                "test/cat/2.JPG",
                "other/3.png",
                "4.png");
        assertThat(files()).containsExactly("test/cat/2.JPG", "train/cat/1.png");
    }

    @Test
    void namesImagesByClass() throws IOException {
        make("cat/1.png", "dog/1.gif", "readme.md");
        assertThat(files()).containsExactly("cat/1.png", "dog/1.gif");
    }

    @Test
    void namesTheOfficialFilesWithinTheFolderOfTheirArchive() throws IOException {
        make("cifar-10-batches-bin/data_batch_1.bin", "cifar-10-batches-bin/test_batch.bin");
        make("cifar-10-batches-bin/batches.meta.txt", "cifar-10-batches-bin/readme.html", "another/file");
        assertThat(files()).containsExactly("batches.meta.txt", "data_batch_1.bin", "test_batch.bin");
        assertThat(DatasetFiles.in(folder).folder()).hasFileName("cifar-10-batches-bin");
    }

    @Test
    void namesEachFileOfMnistOncePackedOrNot() throws IOException {
        make("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz");
        assertThat(files()).containsExactly("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte");
    }

    @Test
    void refusesAFolderWithoutADataSet() {
        assertThatExceptionOfType(InvalidDataset.class).isThrownBy(() -> DatasetFiles.in(folder));
    }
}
