package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {

    private static final int RECORD = 3074;

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write(folder);
    }

    @Test
    void readsTheFineLabels() {
        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.name()).isEqualTo("cifar-100");
        assertThat(dataset.labels()).containsExactly("apple", "bear", "clock");
        assertThat(dataset.training().labels()).hasSize(15).startsWith(0, 1, 2, 0);
        assertThat(dataset.test().orElseThrow().count()).isEqualTo(3);
        // The second record: red 10, green 20, blue 30.
        assertThat(Arrays.copyOfRange(dataset.training().pixels(), 3072, 3078)).containsExactly(10, 20, 30, 10, 20, 30);
    }

    @Test
    void findsTheFilesInTheFolderAboveThem() throws IOException {
        Path above = folder.resolve("data");
        write(above.resolve("cifar-100-binary"));

        assertThat(Dataset.open(above).digest()).isEqualTo(Dataset.open(folder).digest());
    }

    @Test
    void namesTheOffsetOfACoarseLabelThatIsNoClass() throws IOException {
        set("train.bin", 2 * RECORD, 20);

        assertRefusedAtOnce("train.bin has coarse label 20 at byte 6148; with 20 classes 0 to 19 are allowed");
    }

    @Test
    void namesTheOffsetOfAFineLabelThatIsNoClass() throws IOException {
        set("test.bin", RECORD + 1, 3);

        assertRefusedAtOnce(
                "test.bin has label 3 at byte 3075; with 3 classes in fine_label_names.txt 0 to 2 are allowed");
    }

    @Test
    void namesAFileThatIsCutShortBetweenRecords() throws IOException {
        Path file = folder.resolve("train.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 14 * RECORD));

        assertRefusedAtOnce("train.bin holds 14 records; to go with the 3 of test.bin it must hold 15");
    }

    @Test
    void namesAFileThatIsTooLong() throws IOException {
        Path file = folder.resolve("test.bin");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 3 * RECORD + 1));

        assertRefusedAtOnce(
                "test.bin ends within the record at byte 9222; it must consist of whole records of 3074 bytes");
    }

    @Test
    void namesMissingClassNames() throws IOException {
        Files.delete(folder.resolve("fine_label_names.txt"));

        assertRefusedAtOnce(
                "fine_label_names.txt is missing; CIFAR-100 in binary form is train.bin, test.bin and fine_label_names.txt");
    }

    @Test
    void refusesAFolderWithTwoDataSets() throws IOException {
        Files.createDirectories(folder.resolve("cifar-10-batches-bin"));

        assertRefusedAtOnce("holds 2 data sets, in [", "cifar-10-batches-bin", "name the folder of one");
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

    private void set(String name, int at, int value) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] = (byte) value;
        Files.write(file, bytes);
    }

    private static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("fine_label_names.txt"), List.of("apple", "bear", "clock"));
        Files.write(folder.resolve("train.bin"), records(15));
        Files.write(folder.resolve("test.bin"), records(3));
    }

    private static byte[] records(int count) {
        byte[] bytes = new byte[count * RECORD];
        for (int i = 0; i < count; i++) {
            bytes[i * RECORD] = (byte) (19 - i % 20);
            bytes[i * RECORD + 1] = (byte) (i % 3);
            for (int channel = 0; channel < 3; channel++) {
                int plane = i * RECORD + 2 + channel * 1024;
                Arrays.fill(bytes, plane, plane + 1024, (byte) (10 * i * (channel + 1)));
            }
        }
        return bytes;
    }
}
