package io.resforge.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.neuralnet.image.ImageShape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {

    @TempDir
    Path folder;

    @Test
    void readsClassesByNameAndImagesByFileName() throws IOException {
        image("train/dog/2.png", new Color(4, 5, 6));
        image("train/dog/1.png", new Color(1, 2, 3));
        image("train/cat/b.bmp", Color.BLACK);
        image("train/cat/a.GIF", Color.WHITE);

        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.name()).isEqualTo(folder.getFileName().toString());
        assertThat(dataset.labels()).containsExactly("cat", "dog");
        assertThat(dataset.training().labels()).containsExactly(0, 0, 1, 1);
        assertThat(firstPixel(dataset.training(), 0)).containsExactly(-1, -1, -1);
        assertThat(firstPixel(dataset.training(), 2)).containsExactly(1, 2, 3);
        assertThat(firstPixel(dataset.training(), 3)).containsExactly(4, 5, 6);
        assertThat(dataset.test()).isEmpty();
    }

    @Test
    void readsTestImagesOfSomeOfTheClasses() throws IOException {
        twoClasses();
        image("test/dog/1.png", Color.BLUE);

        LabelledImages test = Dataset.open(folder).test().orElseThrow();

        assertThat(test.labels()).containsExactly(1);
        assertThat(firstPixel(test, 0)).containsExactly(0, 0, -1);
    }

    @Test
    void comparesClassesInUnicodesComposedForm() throws IOException {
        image("train/cafe\u0301/1.png", Color.RED);
        image("train/cafe\u0301/2.png", Color.RED);
        image("train/dog/1.png", Color.RED);
        image("train/dog/2.png", Color.RED);
        image("test/caf\u00e9/1.png", Color.BLUE);

        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.labels()).containsExactly("caf\u00e9", "dog");
        assertThat(dataset.training().labels()).containsExactly(0, 0, 1, 1);
        assertThat(dataset.test().orElseThrow().labels()).containsExactly(0);
        assertThat(Dataset.outline(folder).images()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cafe\u0301",
                "caf\u00e9 ",
                " caf\u00e9",
                "caf\u00e9\u200b",
                "\ufeffcaf\u00e9",
                "caf\u00e9\u00a0",
                "c\u202daf\u00e9"
            })
    void refusesClassesThatLookAlike(String like) throws IOException {
        twoClasses();
        image("train/caf\u00e9/1.png", Color.RED);
        image("train/" + like + "/1.png", Color.RED);

        assertRefusedAtOnce("caf\u00e9'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "tab\tbed", "esc\u001b[31m", "\u2028", "\u0085"})
    void refusesClassesWithControlCharacters(String name) throws IOException {
        twoClasses();
        image("train/" + name + "/1.png", Color.RED);
        image("train/" + name + "/2.png", Color.RED);

        assertRefusedAtOnce("cannot be; rename it");
    }

    @Test
    void scalesImagesOfOtherSizes() throws IOException {
        twoClasses();
        image("train/cat/large.png", Color.GREEN, 100, 50);

        LabelledImages training = Dataset.open(folder).training();

        assertThat(training.count()).isEqualTo(5);
        assertThat(firstPixel(training, 2)).containsExactly(0, -1, 0);
    }

    @Test
    void scalesImagesToTheShapeThatIsAskedFor() throws IOException {
        twoClasses();
        image("test/cat/1.png", Color.RED);

        Dataset dataset = Dataset.open(folder, Optional.of(new ImageShape(1, 28, 96)));

        assertThat(dataset.training().shape()).isEqualTo(new ImageShape(1, 28, 96));
        assertThat(dataset.training().pixels()).containsOnly(76); // the brightness of red
        assertThat(dataset.test().orElseThrow().pixels()).hasSize(28 * 96).containsOnly(76);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 32, 32, 'images have 1 channel (grey) or 3 (red, green, blue), was 2'",
        "3, 27, 32, 'images have sides of 28 to 96 pixels, was 27×32'",
        "1, 28, 97, 'images have sides of 28 to 96 pixels, was 28×97'"
    })
    void refusesShapesThatAreNotSupported(int channels, int height, int width, String message) throws IOException {
        twoClasses();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dataset.open(folder, Optional.of(new ImageShape(channels, height, width))))
                .withMessage(message);
    }

    @Test
    void readsClassFoldersWithoutATrainFolder() throws IOException {
        image("dog/1.png", Color.BLUE);
        image("dog/2.png", Color.BLUE);
        image("cat/1.png", Color.RED);
        image("cat/2.png", Color.RED);

        Dataset dataset = Dataset.open(folder);

        assertThat(dataset.labels()).containsExactly("cat", "dog");
        assertThat(dataset.training().labels()).containsExactly(0, 0, 1, 1);
        assertThat(dataset.test()).isEmpty();
    }

    @Test
    void takesAFolderNamedTrainThatHoldsImagesForAClass() throws IOException {
        for (String name : new String[] {"train/1", "train/2", "car/1", "car/2"}) {
            image(name + ".png", Color.RED);
        }

        assertThat(Dataset.open(folder).labels()).containsExactly("car", "train");
    }

    @Test
    void refusesImagesWithoutClasses() throws IOException {
        image("train/1.png", Color.RED);
        image("train/2.png", Color.RED);
        image("test/1.png", Color.RED);

        assertRefusedAtOnce("holds no data set; allowed is a folder with the official binary files of CIFAR-10");
    }

    @Test
    void passesOverAnImageBesideTheClassFolders() throws IOException {
        twoClasses();
        image("train/preview.png", Color.RED);

        assertThat(Dataset.open(folder).training().count()).isEqualTo(4);
    }

    @Test
    void namesAClassFolderWithoutImages() throws IOException {
        image("cat/1.png", Color.RED);
        image("cat/2.png", Color.RED);
        Files.createDirectories(folder.resolve("dog"));

        assertRefusedAtOnce("has 0 training images of class dog; at least 2 of each are needed");
    }

    @Test
    void passesOverHiddenFilesAndOtherKinds() throws IOException {
        twoClasses();
        Files.writeString(folder.resolve("train/cat/.hidden.png"), "no image");
        Files.writeString(folder.resolve("train/cat/notes.txt"), "no image");
        Files.createDirectories(folder.resolve("train/.cache"));
        Files.writeString(folder.resolve("train/readme.md"), "no class");

        assertThat(Dataset.open(folder).training().count()).isEqualTo(4);
    }

    @Test
    void namesAFileThatIsNoImage() throws IOException {
        twoClasses();
        Files.writeString(folder.resolve("train/dog/3.png"), "no image");

        assertRefused("train/dog/3.png: ");
    }

    @Test
    void namesAFileThatIsCutShort() throws IOException {
        twoClasses();
        Path file = folder.resolve("train/cat/1.png");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertRefused("train/cat/1.png: ");
    }

    @Test
    void namesClassesThatOnlyTheTestHas() throws IOException {
        twoClasses();
        image("test/bird/1.png", Color.RED);

        assertRefusedAtOnce("test has classes that train has not: [bird]; allowed are [cat, dog]");
    }

    @Test
    void refusesASingleClass() throws IOException {
        image("train/cat/1.png", Color.RED);

        assertRefusedAtOnce("train has 1 class folders [cat]; at least 2 are needed");
    }

    @Test
    void refusesAClassWithTooFewImages() throws IOException {
        twoClasses();
        image("train/emu/1.png", Color.RED);

        assertRefusedAtOnce("has 1 training images of class emu; at least 2 of each are needed");
    }

    @Test
    void refusesClassesWithoutImages() throws IOException {
        Files.createDirectories(folder.resolve("train/cat"));
        Files.createDirectories(folder.resolve("train/dog"));

        assertRefusedAtOnce("train holds 0 images in its class folders [cat, dog]", "png, jpg, jpeg, bmp or gif");
    }

    @Test
    void refusesAFolderThatIsNoDataSet() {
        assertRefusedAtOnce("holds no data set; allowed is", "data_batch_1.bin", "train/<class>/*.png");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> Dataset.open(folder.resolve("nowhere")))
                .isInstanceOf(InvalidDataset.class)
                .hasMessageContaining("nowhere is no folder");
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

    private void twoClasses() throws IOException {
        for (String name : new String[] {"cat/1", "cat/2", "dog/1", "dog/2"}) {
            image("train/" + name + ".png", Color.RED);
        }
    }

    private void image(String name, Color colour) throws IOException {
        image(name, colour, 32, 32);
    }

    private void image(String name, Color colour, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        String kind = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, kind, file.toFile())).isTrue();
    }

    private static byte[] firstPixel(LabelledImages images, int image) {
        int offset = images.offset(image);
        return Arrays.copyOfRange(images.pixels(), offset, offset + 3);
    }
}
