package io.resforge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewCommandTest {

    private final Path home;
    private final Path out;
    private final Shell shell;

    PreviewCommandTest(@TempDir Path home) {
        this.home = home;
        out = home.resolve("sheet.png");
        shell = new Shell(home);
    }

    private Path images() throws IOException {
        for (String file : List.of("cat/1", "cat/2", "dog/1", "dog/2")) {
            image(home.resolve("pets/train/" + file + ".png"), 32, "png");
        }
        return home.resolve("pets");
    }

    private static void image(Path file, int side, String format) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillRect(0, 0, side, side / 2);
        graphics.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
    }

    private int preview(Path images, String... words) {
        List<String> all = new ArrayList<>(List.of("data", "preview", "--data", images.toString()));
        all.addAll(List.of("--out", out.toString()));
        all.addAll(List.of(words));
        return shell.run(all.toArray(String[]::new));
    }

    @Test
    void drawsAContactSheet() throws IOException {
        assertThat(preview(images(), "--set", "augment=[pad_crop,flip,mixup]")).isZero();
        assertThat(ImageIO.read(out.toFile()).getWidth()).isGreaterThan(8 * 32);
        assertThat(shell.out()).isEqualTo("Look at " + out + "\n");
    }

    @Test
    void drawsTheSampleOfTheCheckout() throws IOException {
        // Given
        Path sheets = home.resolve("no-checkout/samples/cifar10");
        for (String file : List.of("train/cat", "train/dog", "test/cat", "test/dog")) {
            image(sheets.resolve(file + ".jpg"), 64, "jpg");
        }
        // When
        assertThat(preview(Path.of("sample"))).as(shell.err()).isZero();
        // Then
        assertThat(out).exists();
        assertThat(home.resolve("data/cifar10-sample/train/dog/0004.png")).exists();
        assertThat(preview(sheets)).as("the sheets themselves").isZero();
    }

    @Test
    void saysThatThereIsNoSample() {
        assertThat(preview(Path.of("sample"))).isEqualTo(1);
        assertThat(shell.err()).startsWith("error: the sample is not there: ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'augment=[{kind: pad_crop, padding: 40}]', padding",
        "'augment=[{kind: cutout, side: 33}]', side",
        "'augment=[mixup, mixup]', 'mixup'",
        "'augment=[blur]', blur",
        "'image=[3, 20, 20]', 20"
    })
    void refusesStepsThatDoNotFit(String setting, String word) throws IOException {
        assertThat(preview(images(), "--set", setting)).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: ").contains(word).hasLineCount(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesAFolderWithoutImages() throws IOException {
        assertThat(preview(Files.createDirectories(home.resolve("empty")))).isEqualTo(2);
        assertThat(shell.err())
                .startsWith("error: " + home.resolve("empty") + " holds no data set; allowed is")
                .hasLineCount(1);
    }

    @Test
    void namesADamagedImage() throws IOException {
        Path damaged = Files.writeString(images().resolve("train/dog/2.png"), "no image");
        assertThat(preview(home.resolve("pets"))).isEqualTo(2);
        assertThat(shell.err()).startsWith("error: " + damaged + ": ").hasLineCount(1);
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesToWriteIntoAFolderThatIsNotThere() throws IOException {
        Path elsewhere = home.resolve("none/sheet.png");
        assertThat(shell.run("data", "preview", "--data", images().toString(), "--out", elsewhere.toString()))
                .isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: there is no folder " + home.resolve("none") + " to write sheet.png into\n");
        try (Stream<Path> left = Files.list(home)) {
            assertThat(left.map(it -> it.getFileName().toString())).containsExactly("pets");
        }
    }
}
