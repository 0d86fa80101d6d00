package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizerTest {

    @ParameterizedTest
    @CsvSource({"3, 48, 40", "1, 28, 28", "3, 32, 32", "1, 96, 96"})
    void makesOfPixelsWhatTheDecoderMakesOfAFileWithThem(int channels, int height, int width) throws IOException {
        // Given
        ImageShape to = new ImageShape(channels, height, width);
        byte[] colour = random(ImageShape.CIFAR);
        byte[] grey = random(ImageShape.MNIST);
        // Then
        assertThat(new Resizer(ImageShape.CIFAR, to).resize(colour, 0))
                .isEqualTo(ImageDecoder.decode(png(ImageShape.CIFAR, colour), to));
        assertThat(new Resizer(ImageShape.MNIST, to).resize(grey, 0))
                .isEqualTo(ImageDecoder.decode(png(ImageShape.MNIST, grey), to));
    }

    @Test
    void readsTheImageThatBeginsThere() {
        byte[] pixels = random(new ImageShape(1, 56, 28));

        assertThat(new Resizer(ImageShape.MNIST, ImageShape.MNIST).resize(pixels, 784))
                .isEqualTo(Arrays.copyOfRange(pixels, 784, 1568));
    }

    @Test
    void greyBecomesEachColour() {
        byte[] colour = new Resizer(ImageShape.MNIST, new ImageShape(3, 28, 28)).resize(random(ImageShape.MNIST), 0);

        for (int i = 0; i < colour.length; i += 3) {
            assertThat(colour[i]).isEqualTo(random(ImageShape.MNIST)[i / 3]).isEqualTo(colour[i + 1]);
            assertThat(colour[i + 2]).isEqualTo(colour[i]);
        }
    }

    @Test
    void refusesOtherNumbersOfChannels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resizer(new ImageShape(2, 32, 32), ImageShape.CIFAR))
                .withMessageContaining("1 or 3 channels");
    }

    private static byte[] random(ImageShape shape) {
        byte[] pixels = new byte[shape.bytes()];
        new Random(5).nextBytes(pixels);
        return pixels;
    }

    private static byte[] png(ImageShape shape, byte[] pixels) throws IOException {
        int type = shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(shape.width(), shape.height(), type);
        int[] values = new int[pixels.length];
        Arrays.setAll(values, i -> pixels[i] & 0xff);
        image.getRaster().setPixels(0, 0, shape.width(), shape.height(), values);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
