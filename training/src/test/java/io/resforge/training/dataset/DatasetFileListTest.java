package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.training.dataset.SkippedFiles.DatasetFileList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFileListTest {

    @TempDir
    private Path folder;

    private List<String> files() {
        DatasetFileList found = DatasetFileList.in(folder);
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
    void countsWhatItLeavesOutByKindAndReason() throws IOException {
        make("train/cat/1.png", "train/cat/2.webp", "train/cat/3.WEBP", "train/cat/.DS_Store", "train/cat/raw/4.png");
        make(
                "train/cat/raw/deeper/5.png",
                "train/6.png",
                "train/dog/7.png",
                "test/dog/8",
                "val/dog/9.png",
                "notes.txt");
        assertThat(DatasetFileList.in(folder).skipped())
                .extracting(SkippedFiles::toString)
                .containsExactlyInAnyOrder(
                        "2 webp files of a kind that is not read, unlike png, jpg, jpeg, bmp and gif",
                        "1 file of a kind that is not read, unlike png, jpg, jpeg, bmp and gif",
                        "2 png files in folders within that of a class",
                        "1 png file in no folder of a class",
                        "1 txt file in no folder of a class",
                        "1 png file in val, since only train and test are read");
    }

    @Test
    void tellsOfManyKindsInOneShortSentence() throws IOException {
        make("cat/1.png", "dog/1.png");
        for (int i = 0; i < 9; i++) {
            make("cat/a.k" + i);
        }
        assertThat(SkippedFiles.sentence(DatasetFileList.in(folder).skipped()).orElseThrow())
                .startsWith(
                        "Left out: 1 k0 file of a kind that is not read, unlike png, jpg, jpeg, bmp and gif; 1 k1 file")
                .endsWith("; and 3 files more.");
        assertThat(SkippedFiles.sentence(List.of())).isEmpty();
    }

    @Test
    void countsWhatLiesBesideOfficialFiles() throws IOException {
        make("data_batch_1.bin", "batches.meta.txt", "readme.html", "train/cat/1.png");
        assertThat(DatasetFileList.in(folder).skipped())
                .containsExactly(new SkippedFiles(1, "png", "beside the official ones"));
    }

    @Test
    void namesFilesOfMnistThatHaveADot() throws IOException {
        make("train-images.idx3-ubyte", "train-labels.idx1-ubyte.gz", "t10k-images.idx3-ubyte");
        assertThat(files())
                .containsExactly("t10k-images.idx3-ubyte", "train-images.idx3-ubyte", "train-labels.idx1-ubyte.gz");
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
        assertThat(DatasetFileList.in(folder).folder()).hasFileName("cifar-10-batches-bin");
    }

    @Test
    void namesEachFileOfMnistOncePackedOrNot() throws IOException {
        make("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz");
        assertThat(files()).containsExactly("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte");
    }

    @Test
    void refusesAFolderWithoutADataSet() {
        assertThatExceptionOfType(InvalidDataset.class).isThrownBy(() -> DatasetFileList.in(folder));
    }
}
