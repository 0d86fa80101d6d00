package io.resforge.inference.api.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.resforge.inference.api.oip.InferRequest.Elements;
import io.resforge.inference.api.oip.InferRequest.InputTensor;
import io.resforge.inference.classify.ClassifyQuery.ImageInput;
import io.resforge.inference.classify.InvalidRequest;
import io.resforge.inference.classify.InvalidRequest.Violation;
import io.resforge.inference.testing.FakeModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorImagesTest {

    private static final int IMAGE = 3072;
    private static final int MOST = 4;
    private static final List<Long> ONE = List.of(1L, 32L, 32L, 3L);
    private static final List<Long> TWO = List.of(2L, 32L, 32L, 3L);

    @Test
    void takesRawPixelsWithoutCopyingThem() {
        // Given
        byte[] pixels = new byte[2 * IMAGE];
        ByteBuffer buffer = ByteBuffer.wrap(pixels);
        // When
        List<ImageInput> images = of("UINT8", TWO, new Elements.Raw("raw", buffer));
        pixels[IMAGE] = 7;
        // Then
        assertThat(images).hasSize(2);
        assertThat(first(images.get(0))).isZero();
        assertThat(first(images.get(1))).isEqualTo((byte) 7);
    }

    @Test
    void roundsFractionsToPixels() {
        // Given
        ByteBuffer floats = ByteBuffer.allocate(IMAGE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        floats.putFloat(0, 254.6f).putFloat(4, 1.4f);
        // When
        ByteBuffer pixels =
                pixels(of("FP32", ONE, new Elements.Raw("raw", floats)).getFirst());
        // Then
        assertThat(pixels.get(0)).isEqualTo((byte) 255);
        assertThat(pixels.get(1)).isEqualTo((byte) 1);
        assertThat(pixels.get(2)).isZero();
    }

    @Test
    void takesNumbersInAList() {
        List<ImageInput> images = of("UINT8", TWO, new Elements.Numbers("n", 2 * IMAGE, i -> i % 256));
        assertThat(pixels(images.get(1)).get(255)).isEqualTo((byte) 255);
    }

    @Test
    void takesFilesInARowAndInAColumn() {
        ByteBuffer raw = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
        raw.putInt(2).put((byte) 1).put((byte) 2).putInt(1).put((byte) 3).flip();
        for (List<Long> shape : List.of(List.of(2L), List.of(2L, 1L))) {
            List<ImageInput> images = of("BYTES", shape, new Elements.Raw("raw", raw));
            assertThat(images)
                    .containsExactly(
                            new ImageInput.Encoded(ByteBuffer.wrap(new byte[] {1, 2})),
                            new ImageInput.Encoded(ByteBuffer.wrap(new byte[] {3})));
        }
    }

    @Test
    void refusesOtherShapesAndNumbersOfImages() {
        String words = "must be [images, 32, 32, 3] (height, width, channels), was ";
        for (List<Long> shape : List.of(
                List.<Long>of(),
                List.of(32L, 32L, 3L),
                List.of(1L, 3L, 32L, 32L),
                List.of(1L, 3072L),
                List.of(1L, 32L, 32L, -3L))) {
            assertRefused("UINT8", shape, raw(IMAGE), "inputs[0].shape", words + shape);
        }
        for (long images : new long[] {0, -1, MOST + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            List<Long> shape = List.of(images, 32L, 32L, 3L);
            assertRefused(
                    "UINT8",
                    shape,
                    raw(IMAGE),
                    "inputs[0].shape",
                    "must begin with a number of images from 1 to 4, was " + shape);
        }
        assertRefused(
                "BYTES",
                List.of(1L, 2L),
                raw(6),
                "inputs[0].shape",
                "must be [images] or [images, 1] for BYTES, was [1, 2]");
    }

    @Test
    void refusesOtherTypesAndNames() {
        assertRefused(
                "INT8",
                ONE,
                raw(IMAGE),
                "inputs[0].datatype",
                "must be UINT8 or FP32 for pixels or BYTES for image files, was \"INT8\"");
        assertViolation(
                refusal(List.of(new InputTensor("input", "UINT8", ONE, raw(IMAGE)))),
                "inputs[0].name",
                "must be \"images\", was \"input\"");
        assertViolation(refusal(List.of()), "inputs", "must be the one tensor \"images\", were 0");
        InputTensor image = new InputTensor("images", "UINT8", ONE, raw(IMAGE));
        assertViolation(refusal(List.of(image, image)), "inputs", "must be the one tensor \"images\", were 2");
    }

    @Test
    void refusesMoreOrFewerElementsThanTheShapeSays() {
        assertRefused("UINT8", TWO, raw(IMAGE), "raw", "must be 6144 bytes, as the shape says, was 3072");
        assertRefused("FP32", ONE, raw(IMAGE), "raw", "must be 12288 bytes, as the shape says, was 3072");
        assertRefused(
                "UINT8",
                ONE,
                new Elements.Numbers("n", 3073, i -> 0),
                "n",
                "must be 3072 elements, as the shape says, was 3073");
        assertRefused(
                "BYTES",
                List.of(2L),
                new Elements.Strings("s", List.of(ByteBuffer.allocate(1))),
                "s",
                "must be 2 elements, as the shape says, was 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, 255.5, Double.POSITIVE_INFINITY, 4294967295.})
    void refusesNumbersThatAreNoPixels(double value) {
        assertRefused(
                "FP32",
                ONE,
                new Elements.Numbers("n", IMAGE, i -> i == 17 ? value : 0),
                "n",
                "must be numbers from 0 to 255, element 17 was " + value);
    }

    @Test
    void refusesFractionsOfUint8() {
        assertRefused(
                "UINT8", ONE, new Elements.Numbers("n", IMAGE, i -> 100.5), "n", "must be whole numbers for UINT8");
    }

    @Test
    void refusesImagesThatWereScaledToOne() {
        assertRefused(
                "FP32",
                ONE,
                new Elements.Numbers("n", IMAGE, i -> i / 4000.),
                "n",
                "must be pixels from 0 to 255, but none is above 1: multiply what was scaled");
    }

    @Test
    void refusesStringsWhoseLengthsAreALie() {
        assertRefused(
                "BYTES",
                List.of(1L),
                bytes(ByteBuffer.allocate(6).putInt(0x05000000)),
                "raw",
                "element 0 says that it has 5 bytes, but only 2 follow");
        assertRefused(
                "BYTES",
                List.of(1L),
                bytes(ByteBuffer.allocate(4).putInt(-1)),
                "raw",
                "element 0 says that it has 4294967295 bytes, but only 0 follow");
        assertRefused(
                "BYTES",
                List.of(2L),
                raw(6),
                "raw",
                "must be 2 elements, each after its length in 4 bytes; it ends after 1");
        assertRefused("BYTES", List.of(1L), raw(6), "raw", "must be 1 elements, as the shape says, but 2 bytes follow");
    }

    @Test
    void refusesNumbersForStringsAndStringsForNumbers() {
        assertRefused("BYTES", List.of(1L), new Elements.Numbers("n", 1, i -> 0), "n", "must be strings for BYTES");
        assertRefused("FP32", ONE, new Elements.Strings("s", List.of()), "s", "must be numbers for FP32");
    }

    private static Elements raw(int bytes) {
        return new Elements.Raw("raw", ByteBuffer.allocate(bytes));
    }

    private static Elements bytes(ByteBuffer buffer) {
        return new Elements.Raw("raw", buffer.rewind());
    }

    private static List<ImageInput> of(String datatype, List<Long> shape, Elements elements) {
        return TensorImages.of(List.of(new InputTensor("images", datatype, shape, elements)), FakeModels.live(1), MOST);
    }

    private static byte first(ImageInput image) {
        ByteBuffer pixels = pixels(image);
        assertThat(pixels.remaining()).isEqualTo(IMAGE);
        return pixels.get(pixels.position());
    }

    private static ByteBuffer pixels(ImageInput image) {
        return ((ImageInput.Raw) image).pixels();
    }

    private static void assertRefused(
            String datatype, List<Long> shape, Elements elements, String field, String words) {
        assertViolation(refusal(List.of(new InputTensor("images", datatype, shape, elements))), field, words);
    }

    private static InvalidRequest refusal(List<InputTensor> inputs) {
        return catchThrowableOfType(InvalidRequest.class, () -> TensorImages.of(inputs, FakeModels.live(1), MOST));
    }

    private static void assertViolation(InvalidRequest refusal, String field, String words) {
        assertThat(refusal.violations()).containsExactly(new Violation(field, words));
    }
}
