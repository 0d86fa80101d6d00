package io.resforge.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SheetsTest {

    @TempDir
    private Path root;

    @Test
    void areCutByTheSourceAloneAsTheBuildsOfImagesDo() throws Exception {
        // Given
        for (String split : Sheets.SPLITS) {
            Path folder = Files.createDirectories(root.resolve("sheets").resolve(split));
            BufferedImage sheet = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(sheet, "jpg", folder.resolve("cat.jpg").toFile());
        }
        // When
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "src/main/java/io/resforge/cli/data/Sheets.java",
                        root.resolve("sheets").toString(),
                        root.resolve("images").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Then
        assertThat(java.waitFor()).as(output).isZero();
        assertThat(root.resolve("images/test/cat/0002.png")).exists();
    }
}
