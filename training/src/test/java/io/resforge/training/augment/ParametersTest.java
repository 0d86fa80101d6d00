package io.resforge.training.augment;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.resforge.neuralnet.image.ImageShape;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParametersTest {

    static Stream<Arguments> wrong() {
        return Stream.of(
                of(() -> new PadCrop(0), "padding must be at least 1, was 0"),
                of(() -> new Shift(0), "share must be above 0 and at most 0.5, was 0.0"),
                of(() -> new Shift(0.51), "share must be above 0 and at most 0.5, was 0.51"),
                of(() -> new Shift(Double.NaN), "was NaN"),
                of(() -> new Rotation(0), "degrees must be above 0 and at most 180, was 0.0"),
                of(() -> new Rotation(181), "was 181.0"),
                of(() -> new ChannelShift(-0.1), "amount must be above 0 and at most 1, was -0.1"),
                of(() -> new ChannelShift(1.1), "was 1.1"),
                of(() -> new BrightnessContrast(1.1, 0), "brightness must be from 0 to 1, was 1.1"),
                of(() -> new BrightnessContrast(0, -1), "contrast must be from 0 to 1, was -1.0"),
                of(() -> new BrightnessContrast(0, 0), "contrast must be above 0 where brightness is 0, was 0.0"),
                of(() -> new Cutout(0), "side must be at least 1, was 0"),
                of(() -> new Mixup(0), "alpha must be above 0 and at most 100, was 0.0"),
                of(() -> new Mixup(Double.POSITIVE_INFINITY), "was Infinity"));
    }

    private static Arguments of(ThrowingCallable wrong, String message) {
        return Arguments.of(wrong, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void sayWhatTheyMustBe(ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessageContaining(message);
    }

    @Test
    void mustFitTheImages() {
        ImageShape digits = new ImageShape(1, 28, 30);

        assertThatNoException().isThrownBy(() -> new PadCrop(27).requireFits(digits));
        assertThatNoException().isThrownBy(() -> new Cutout(28).requireFits(digits));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PadCrop(28).requireFits(digits))
                .withMessage("padding must be at most 27, less than the images' side, was 28");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cutout(29).requireFits(digits))
                .withMessage("side must be at most 28, the images' side, was 29");
    }
}
