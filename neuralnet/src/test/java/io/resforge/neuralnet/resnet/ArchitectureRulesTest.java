package io.resforge.neuralnet.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.resforge.neuralnet.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureRulesTest {

    private final Architecture resnet = Architecture.parse("resnet8-v1");

    @ParameterizedTest
    @CsvSource({"1, 28, 28, 2", "3, 96, 96, 1000", "3, 28, 96, 10"})
    void takesWhatCanBeTrained(int channels, int height, int width, int classes) {
        assertThat(resnet.requireTrainable(new ImageShape(channels, height, width), classes))
                .isSameAs(resnet);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "2 > 32 > 32 > 10 > images have 1 channel (grey) or 3 (red, green, blue), was 2",
                "3 > 27 > 32 > 10 > images have sides of 28 to 96 pixels, was 27×32",
                "3 > 32 > 97 > 10 > images have sides of 28 to 96 pixels, was 32×97",
                "3 > 32 > 32 > 1 > a network has 2 to 1,000 classes, was 1",
                "3 > 32 > 32 > 1001 > a network has 2 to 1,000 classes, was 1,001"
            })
    void refusesWhatCannotBeTrained(int channels, int height, int width, int classes, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resnet.requireTrainable(new ImageShape(channels, height, width), classes))
                .withMessage(reason);
    }

    @Test
    void refusesImagesThatCannotBeHalvedOftenEnough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resnet.graph(new ImageShape(3, 32, 3), 10))
                .withMessageContaining("3 stages halves the image 2 times, so it needs at least 4×4 pixels, was 32×3");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Architecture.parse("wide-1-1-1-1-1-1").requireTrainable(new ImageShape(1, 28, 28), 10))
                .withMessageContaining("it needs at least 32×32 pixels, was 28×28");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse("speed").graph(new ImageShape(3, 8, 9), 10))
                .withMessageContaining("3 stages halves the image 3 times, so it needs at least 9×9 pixels, was 8×9");
    }

    @Test
    void refusesOneClassAndDropoutThatKeepsNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resnet.graph(ImageShape.CIFAR, 1))
                .withMessage("a network needs at least 2 classes, was 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resnet.graph(ImageShape.CIFAR, 10, 1))
                .withMessageContaining("dropout must be within [0, 1), was 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> resnet.graph(ImageShape.CIFAR, 10, Double.NaN));
    }

    @Test
    void refusesMoreParametersThanAVectorHolds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architecture.parse("wide-99:channels=4096").graph(ImageShape.CIFAR, 10))
                .withMessage("a network has at most 536,870,911 parameters; choose fewer blocks or channels");
    }
}
