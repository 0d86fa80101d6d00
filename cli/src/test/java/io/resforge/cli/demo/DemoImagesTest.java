package io.resforge.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.demo.DemoImages.DemoImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoImagesTest {

    @TempDir
    private Path dataset;

    private void image(String path) throws IOException {
        Path file = dataset.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, path);
    }

    private void binary(int... labels) throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int label : labels) {
            byte[] planes = new byte[3 * 1024];
            Arrays.fill(planes, 0, 1024, (byte) 1);
            Arrays.fill(planes, 1024, 2048, (byte) 2);
            Arrays.fill(planes, 2048, 3072, (byte) 3);
            records.write(label);
            records.write(planes);
        }
        Files.write(dataset.resolve("test_batch.bin"), records.toByteArray());
        Files.writeString(dataset.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");
    }

    @Test
    void takesTheFirstOfEachClass() throws IOException {
        image("test/cat/2.png");
        image("test/cat/1.png");
        image("test/dog/9.png");
        List<DemoImage> pictures = DemoImages.of(dataset, 10);
        assertThat(pictures).extracting(DemoImage::name).containsExactly("cat/1.png", "dog/9.png");
        assertThat(pictures).extracting(DemoImage::label).containsExactly("cat", "dog");
        assertThat(pictures.get(0).image().getEncoded().toStringUtf8()).isEqualTo("test/cat/1.png");
    }

    @Test
    void takesTrainingPicturesIfThereAreNoOthers() throws IOException {
        image("train/cat/1.png");
        assertThat(DemoImages.of(dataset, 10)).extracting(DemoImage::name).containsExactly("cat/1.png");
    }

    @Test
    void passesOverWhatIsNoClassAndNoPicture() throws IOException {
        image("test/README.txt");
        image("test/.hidden/1.png");
        image("test/cat/.DS_Store");
        image("test/cat/1.png");
        assertThat(DemoImages.of(dataset, 10)).extracting(DemoImage::name).containsExactly("cat/1.png");
    }

    @Test
    void takesTheFirstOfTheBinaryTestFile() throws IOException {
        binary(1, 0, 1);
        List<DemoImage> pictures = DemoImages.of(dataset, 2);
        assertThat(pictures).extracting(DemoImage::label).containsExactly("automobile", "airplane");
        byte[] raw = pictures.get(0).image().getRaw().toByteArray();
        assertThat(Arrays.copyOf(raw, 6)).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void takesFewerIfTheBinaryFileHasFewer() throws IOException {
        binary(1);
        assertThat(DemoImages.of(dataset, 10)).hasSize(1);
    }

    @Test
    void refusesALabelThatHasNoName() throws IOException {
        binary(7);
        assertThatThrownBy(() -> DemoImages.of(dataset, 1))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("image 1 of " + dataset.resolve("test_batch.bin")
                        + " has the label 7, but there are 2 classes");
    }

    @Test
    void refusesAnEmptyTestFile() throws IOException {
        binary();
        assertThatThrownBy(() -> DemoImages.of(dataset, 1))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("there are no images in " + dataset.resolve("test_batch.bin"));
    }

    @Test
    void refusesAFolderWithoutImages() throws IOException {
        Files.createDirectories(dataset.resolve("test/cat"));
        assertThatThrownBy(() -> DemoImages.of(dataset, 1))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("there are no images in " + dataset.resolve("test"));
    }
}
