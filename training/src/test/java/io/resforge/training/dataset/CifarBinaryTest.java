package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarBinaryTest {

    private static final int RECORD = 3073;
    private static final int RECORDS = 6;

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write(folder);
    }

    @Test
    void readsRecordsOfPlanesAsPixels() {
        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.name()).isEqualTo("cifar-10");
        assertThat(dataset.labels()).containsExactly("cat", "dog", "frog");
        assertThat(dataset.training().labels()).hasSize(5 * RECORDS).startsWith(0, 1, 2, 0, 1, 2);
        assertThat(dataset.test().orElseThrow().count()).isEqualTo(RECORDS);
        // The second record of the first file: red 10, green 20, blue 30, and its last pixel.
        assertThat(Arrays.copyOfRange(dataset.training().pixels(), 3072, 3078)).containsExactly(10, 20, 30, 10, 20, 30);
        assertThat(Arrays.copyOfRange(dataset.training().pixels(), 6141, 6144)).containsExactly(11, 21, 31);
    }

    @Test
    void findsTheFilesInTheFolderAboveThem() throws IOException {
        Path above = folder.resolve("data");
        write(above.resolve("cifar-10-batches-bin"));

        assertThat(Dataset.open(above).digest()).isEqualTo(Dataset.open(folder).digest());
    }

    @Test
    void namesAFileThatEndsWithinARecord() throws IOException {
        truncate("data_batch_3.bin", 2 * RECORD + 100);

        assertRefusedAtOnce(
                "data_batch_3.bin ends within the record at byte 6146; it must consist of whole records of 3073");
    }

    @Test
    void namesAFileThatIsShorterThanTheOthers() throws IOException {
        truncate("data_batch_4.bin", 4 * RECORD);

        assertRefusedAtOnce("data_batch_4.bin holds 4 records; to go with the 6 of test_batch.bin it must hold 6");
    }

    @Test
    void namesAnEmptyFile() throws IOException {
        truncate("test_batch.bin", 0);

        assertRefusedAtOnce("test_batch.bin holds 0 records; allowed are 1 to 100000");
    }

    @Test
    void namesTheOffsetOfALabelThatIsNoClass() throws IOException {
        Path file = folder.resolve("data_batch_2.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[2 * RECORD] = (byte) 200;
        Files.write(file, bytes);

        assertRefusedAtOnce(
                "data_batch_2.bin has label 200 at byte 6146; with 3 classes in batches.meta.txt 0 to 2 are allowed");
    }

    @Test
    void namesAMissingFile() throws IOException {
        Files.delete(folder.resolve("data_batch_5.bin"));

        assertRefusedAtOnce("data_batch_5.bin is missing; CIFAR-10 in binary form is data_batch_1.bin");
    }

    @Test
    void namesMissingClassNames() throws IOException {
        Files.delete(folder.resolve("batches.meta.txt"));

        assertRefusedAtOnce("batches.meta.txt is missing");
    }

    @Test
    void refusesClassNamesThatAreNoText() throws IOException {
        Files.write(folder.resolve("batches.meta.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10});

        assertRefusedAtOnce("batches.meta.txt must be text in UTF-8, and is not");
    }

    @Test
    void takesAByteOrderMarkForNoPartOfAName() throws IOException {
        Files.writeString(folder.resolve("batches.meta.txt"), "\ufeffcat\r\ndog\r\nfrog\r\n");

        assertThat(Dataset.open(folder).labels()).containsExactly("cat", "dog", "frog");
    }

    @Test
    void refusesAListOfClassesWithoutEnd() throws IOException {
        Files.write(folder.resolve("batches.meta.txt"), new byte[(1 << 20) + 1]);

        assertRefusedAtOnce("batches.meta.txt has 1048577 bytes; allowed are at most 1048576");
    }

    @Test
    void refusesMoreClassNamesThanThereAreClasses() throws IOException {
        Files.write(folder.resolve("batches.meta.txt"), List.of("cat", "dog", "frog", "ship"));

        assertRefused(
                "batches.meta.txt names 4 classes, but the highest label of the training images is 2; it must name 3");
    }

    @Test
    void refusesAClassThatIsNamedTwice() throws IOException {
        Files.write(folder.resolve("batches.meta.txt"), List.of("cat", "dog", "cat"));

        assertRefusedAtOnce(
                "batches.meta.txt must name at least 2 classes, none of them twice, and names 3: [cat, dog, cat]");
    }

    @Test
    void resizesImagesWhereAnotherShapeIsAskedFor() {
        LabelledImages training =
                Dataset.open(folder, Optional.of(new ImageShape(1, 48, 40))).training();

        assertThat(training.shape()).isEqualTo(new ImageShape(1, 48, 40));
        // The second record: red 10, green 20, blue 30 has the brightness 18.
        assertThat(training.pixels()[48 * 40]).isEqualTo((byte) 18);
    }

    /** Refused at a glance, and so before anything is trained. */
    private void assertRefusedAtOnce(String... parts) {
        assertThatThrownBy(() -> Dataset.outline(folder))
                .isInstanceOf(InvalidDataset.class)
                .hasMessageContainingAll(parts);
        assertRefused(parts);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> Dataset.open(folder))
                .isInstanceOf(InvalidDataset.class)
                .hasMessageContainingAll(parts);
    }

    private void truncate(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
    }

    private static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("batches.meta.txt"), List.of("cat", "dog", "frog", ""));
        for (String name : List.of(
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin",
                "test_batch.bin")) {
            Files.write(folder.resolve(name), records());
        }
    }

    private static byte[] records() {
        byte[] bytes = new byte[RECORDS * RECORD];
        for (int i = 0; i < RECORDS; i++) {
            bytes[i * RECORD] = (byte) (i % 3);
            for (int channel = 0; channel < 3; channel++) {
                int plane = i * RECORD + 1 + channel * 1024;
                Arrays.fill(bytes, plane, plane + 1024, (byte) (10 * i * (channel + 1)));
                bytes[plane + 1023]++;
            }
        }
        return bytes;
    }
}
