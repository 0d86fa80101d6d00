package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";
    private static final int[] CLOTHES = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write();
    }

    @Test
    void readsDigits() {
        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.name()).isEqualTo("mnist");
        assertThat(dataset.labels()).startsWith("0", "1").hasSize(10);
        assertThat(dataset.training().shape()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(dataset.training().labels()).hasSize(30).startsWith(0, 1, 2, 3);
        assertThat(dataset.training().pixels()[3 * 784]).isEqualTo((byte) 3);
        assertThat(dataset.test().orElseThrow().count()).isEqualTo(10);
    }

    @Test
    void readsPackedFilesLikeUnpackedOnes() throws IOException {
        String digest = Dataset.open(folder).digest();
        for (String name : new String[] {IMAGES, LABELS, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
            pack(name);
        }

        assertThat(Dataset.open(folder).digest()).isEqualTo(digest);
    }

    @Test
    void tellsFashionMnistByItsFirstLabels() throws IOException {
        byte[] labels = labels(30);
        for (int i = 0; i < CLOTHES.length; i++) {
            labels[8 + i] = (byte) CLOTHES[i];
        }
        Files.write(folder.resolve(LABELS), labels);

        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.name()).isEqualTo("fashion-mnist");
        assertThat(dataset.labels())
                .startsWith("T-shirt/top")
                .endsWith("Ankle boot")
                .hasSize(10);
    }

    @Test
    void resizesToTheShapeThatIsAskedFor() {
        Dataset dataset = Dataset.open(folder, Optional.of(ImageShape.CIFAR));

        assertThat(dataset.training().shape()).isEqualTo(ImageShape.CIFAR);
        assertThat(Arrays.copyOfRange(dataset.training().pixels(), 3 * 3072, 3 * 3072 + 4))
                .containsExactly(3, 3, 3, 3);
        assertThat(dataset.test().orElseThrow().shape()).isEqualTo(ImageShape.CIFAR);
    }

    @Test
    void namesAFileOfAnotherKind() throws IOException {
        Files.copy(folder.resolve(LABELS), folder.resolve(IMAGES), StandardCopyOption.REPLACE_EXISTING);

        assertRefusedAtOnce(IMAGES + " has the number 2049 at byte 0, must be 2051");
    }

    @Test
    void namesImagesOfAnotherSize() throws IOException {
        Files.write(folder.resolve(IMAGES), images(30, 27));

        assertRefusedAtOnce(IMAGES + " has the side 27 at byte 8, must be 28");
    }

    @Test
    void namesAFileThatIsCutShort() throws IOException {
        truncate(IMAGES, 16 + 784);

        assertRefusedAtOnce(
                IMAGES + " ends at byte 800; with the 30 items that its header tells of it has 23536 bytes");
    }

    @Test
    void namesAFileWhoseHeaderIsCutShort() throws IOException {
        truncate(LABELS, 6);

        assertRefusedAtOnce(LABELS + " ends too early");
    }

    @Test
    void namesAFileThatIsTooLong() throws IOException {
        Files.write(folder.resolve(LABELS), Arrays.copyOf(labels(30), 39));

        assertRefusedAtOnce(LABELS + " goes on at byte 38; with the 30 items that its header tells of it ends there");
    }

    @Test
    void namesAFileOfMoreItemsThanAnyHas() throws IOException {
        byte[] bytes = labels(30);
        bytes[4] = (byte) 0xff;
        Files.write(folder.resolve(LABELS), bytes);

        assertRefusedAtOnce(LABELS + " tells of -16777186 items at byte 4; allowed are 1 to 1000000");
    }

    @Test
    void namesImagesAndLabelsOfDifferentNumbers() throws IOException {
        Files.write(folder.resolve(LABELS), labels(29));

        assertRefusedAtOnce(IMAGES + " holds 30 images, but ", LABELS + " holds 29 labels");
    }

    @Test
    void namesTheOffsetOfALabelThatIsNoClass() throws IOException {
        byte[] bytes = labels(30);
        bytes[8 + 5] = 10;
        Files.write(folder.resolve(LABELS), bytes);

        assertRefusedAtOnce(LABELS + " has label 10 at byte 13; with 10 classes 0 to 9 are allowed");
    }

    @Test
    void namesAPackedFileThatIsCutShort() throws IOException {
        pack(IMAGES);
        truncate(IMAGES + ".gz", 40);

        assertRefusedAtOnce(IMAGES + ".gz ends too early");
    }

    @Test
    void namesAPackedFileThatIsDamaged() throws IOException {
        pack(LABELS);
        Path file = folder.resolve(LABELS + ".gz");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 8] ^= 1; // of the checksum
        Files.write(file, bytes);

        assertRefusedAtOnce("cannot read", LABELS + ".gz");
    }

    @Test
    void namesAFileThatIsNotPackedThoughItSaysSo() throws IOException {
        Files.move(folder.resolve(LABELS), folder.resolve(LABELS + ".gz"));

        assertRefusedAtOnce("cannot read", LABELS + ".gz: Not in GZIP format");
    }

    @Test
    void namesAMissingFile() throws IOException {
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));

        assertRefusedAtOnce(
                "t10k-labels-idx1-ubyte is missing; MNIST and Fashion-MNIST are the files train-images-idx3-ubyte");
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

    private void write() throws IOException {
        Files.write(folder.resolve(IMAGES), images(30, 28));
        Files.write(folder.resolve(LABELS), labels(30));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(10, 28));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(10));
    }

    private void truncate(String name, int bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), bytes));
    }

    private void pack(String name) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(folder.resolve(name)));
        }
        Files.delete(folder.resolve(name));
        Files.write(folder.resolve(name + ".gz"), packed.toByteArray());
    }

    /** Images all of whose pixels are their index. */
    private static byte[] images(int count, int side) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * side * side);
        bytes.putInt(0x803).putInt(count).putInt(side).putInt(side);
        for (int i = 0; i < count * side * side; i++) {
            bytes.put((byte) (i / (side * side)));
        }
        return bytes.array();
    }

    private static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count);
        bytes.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }
}
