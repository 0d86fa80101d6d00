package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.common.CommandFailed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDatasetTest {

    @TempDir
    private Path root;

    private Path sheets;
    private Path data;
    private Path folder;

    @BeforeEach
    void makeSheets() throws IOException {
        sheets = root.resolve("sheets");
        data = root.resolve("data");
        folder = data.resolve("sample");
        for (String split : List.of("train", "test")) {
            sheet(split, "cat", 64, 96);
            sheet(split, "dog", 32, 32);
        }
    }

    private void sheet(String split, String name, int width, int height) throws IOException {
        Files.createDirectories(sheets.resolve(split));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "jpg", sheets.resolve(split).resolve(name + ".jpg").toFile());
    }

    private void unpack() throws IOException {
        new SampleDataset(sheets).unpack(folder);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(it -> folder.relativize(it).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void cutsEverySheetIntoItsTiles() throws IOException {
        unpack();
        assertThat(files()).hasSize(14).contains("train/cat/0001.png", "train/cat/0006.png", "test/dog/0001.png");
        assertThat(ImageIO.read(folder.resolve("train/cat/0006.png").toFile()).getWidth())
                .isEqualTo(32);
        assertThat(left()).containsExactly("sample", "sample.sha256");
    }

    @Test
    void doesNothingIfItWasDoneBefore() throws IOException {
        // Given
        unpack();
        FileTime long_ago = FileTime.fromMillis(0);
        Path tile = folder.resolve("train/cat/0001.png");
        Files.setLastModifiedTime(tile, long_ago);
        // When
        unpack();
        // Then
        assertThat(Files.getLastModifiedTime(tile)).isEqualTo(long_ago);
    }

    @Test
    void doesItAgainIfItWasInterrupted() throws IOException {
        // Given: the mark is written last, so it is not there yet.
        unpack();
        Files.delete(data.resolve("sample.sha256"));
        Files.delete(folder.resolve("train/cat/0001.png"));
        // When
        unpack();
        // Then
        assertThat(files()).hasSize(14);
    }

    @Test
    void doesItAgainIfTheFolderIsGone() throws IOException {
        unpack();
        io.resforge.cli.common.FolderTrees.delete(folder);
        unpack();
        assertThat(files()).hasSize(14);
    }

    @Test
    void doesItAgainFromOtherSheets() throws IOException {
        unpack();
        sheet("train", "frog", 32, 32);
        unpack();
        assertThat(files()).hasSize(15).contains("train/frog/0001.png");
    }

    @Test
    void keepsWhatIsThereIfASheetIsDamaged() throws IOException {
        // Given
        unpack();
        Files.writeString(sheets.resolve("test/cat.jpg"), "no image");
        // When
        assertThatThrownBy(this::unpack)
                .isInstanceOf(IOException.class)
                .hasMessage(sheets.resolve("test/cat.jpg") + " is no image");
        // Then
        assertThat(files()).hasSize(14);
        assertThat(left()).containsExactly("sample", "sample.sha256");
    }

    @Test
    void refusesASheetThatIsNoGridOfTiles() throws IOException {
        sheet("test", "cat", 33, 32);
        assertThatThrownBy(this::unpack)
                .hasMessageContaining("is 33 x 32 pixels; a sheet of tiles has multiples of 32");
    }

    @Test
    void refusesASampleThatIsNotComplete() throws IOException {
        Files.delete(sheets.resolve("test/cat.jpg"));
        Files.delete(sheets.resolve("test/dog.jpg"));
        assertThatThrownBy(this::unpack)
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the sample is not complete: there is no .jpg in " + sheets.resolve("test"));
    }
}
