package io.resforge.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.testing.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribeCommandTest {

    private final Path home;
    private final Shell shell;

    DescribeCommandTest(@TempDir Path home) {
        this.home = home;
        shell = new Shell(home);
    }

    @Test
    void printsANetworkLayerByLayer() {
        assertThat(shell.run("describe", "--arch", "resnet20-v1")).isZero();
        assertThat(shell.out()).contains("multiply-adds").containsPattern("total +272,282 +40,813,184\n");
    }

    @Test
    void printsItForOtherImagesAndClasses() {
        assertThat(shell.run("describe", "--arch", "resnet8-v1", "--image", "28x28x1", "--classes", "47"))
                .isZero();
        assertThat(shell.out()).contains("28").contains("47");
    }

    @Test
    void drawsTheGraph() {
        Path svg = home.resolve("graph.svg");
        assertThat(shell.run("describe", "--arch", "resnet8-v1", "--svg", svg.toString()))
                .isZero();
        assertThat(svg).content().startsWith("<").contains("<svg", "resnet8-v1");
        assertThat(shell.out()).endsWith("The graph is drawn in " + svg + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--arch vgg16, 'unknown architecture ''vgg16''; allowed are resnet<depth>-v1'",
        "--arch resnet21-v1, '21'",
        "--arch resnet20-v1 --classes 1, '1'",
        "--arch resnet20-v1 --image 32x32, '--image must be height x width x channels, such as 32x32x3 or 28x28x1'",
        "--arch resnet20-v1 --image 0x32x3, '--image cannot be ''0x32x3'': an image needs channels, height and width'",
        "--arch resnet20-v1 --image 500x32x3, 'sides of 28 to 96 pixels, was 500×32'"
    })
    void refusesWhatCannotBeBuilt(String words, String sentence) {
        assertThat(shell.run(("describe " + words).split(" "))).isEqualTo(2);
        assertThat(shell.err().lines().findFirst().orElseThrow())
                .startsWith("error: ")
                .contains(sentence);
        assertThat(shell.out()).isEmpty();
    }

    @Test
    void refusesADrawingThatCannotBeWritten() {
        Path svg = home.resolve("none/graph.svg");
        assertThat(shell.run("describe", "--arch", "resnet8-v1", "--svg", svg.toString()))
                .isEqualTo(2);
        assertThat(shell.err())
                .isEqualTo("error: there is no folder " + home.resolve("none") + " to write graph.svg into\n");
        assertThat(shell.run("describe", "--arch", "resnet8-v1", "--svg", home.toString()))
                .isEqualTo(2);
        assertThat(shell.err()).endsWith("error: " + home + " is a folder; a file is to be written\n");
        assertThat(shell.out()).isEmpty();
    }
}
