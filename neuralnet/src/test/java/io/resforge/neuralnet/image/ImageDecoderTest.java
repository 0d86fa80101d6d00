package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private static final ImageShape CIFAR = ImageShape.CIFAR;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void keepsEachBitOfAnImageOfTheRightSize(String format) {
        // Given
        BufferedImage image = TestImages.noise(32, 32, BufferedImage.TYPE_INT_RGB);
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, format), CIFAR);
        // Then
        for (int i = 0; i < 32 * 32; i++) {
            int rgb = image.getRGB(i % 32, i / 32);
            assertThat(pixels[3 * i]).isEqualTo((byte) (rgb >> 16));
            assertThat(pixels[3 * i + 1]).isEqualTo((byte) (rgb >> 8));
            assertThat(pixels[3 * i + 2]).isEqualTo((byte) rgb);
        }
    }

    @ParameterizedTest
    @CsvSource({"png, 0", "bmp, 0", "gif, 0", "jpeg, 4"})
    void readsEachFormat(String format, int tolerance) {
        // Given
        BufferedImage image = TestImages.plain(32, 32, new Color(200, 100, 50));
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, format), CIFAR);
        // Then
        assertPlain(pixels, tolerance, 200, 100, 50);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "31, 33", "64, 64", "640, 480", "7, 3000"})
    void aPlainImageOfAnySizeStaysPlain(int width, int height) {
        // Given
        BufferedImage image = TestImages.plain(width, height, new Color(250, 128, 3));
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, "png"), CIFAR);
        // Then
        assertPlain(pixels, 0, 250, 128, 3);
    }

    @Test
    void shrinkingCountsEachPixel() {
        // Given black and white pixels by turns, of which picking single ones would make black or white
        BufferedImage image = new BufferedImage(320, 320, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 320 * 320; i++) {
            image.setRGB(i % 320, i / 320, (i % 320 + i / 320) % 2 == 0 ? 0xffffff : 0);
        }
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, "png"), CIFAR);
        // Then
        for (byte level : pixels) {
            assertThat(level & 0xff).isBetween(120, 135);
        }
    }

    @Test
    void enlargingKeepsTheOrderOfThePixels() {
        // Given black on the left and white on the right
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 0, 0xffffff);
        image.setRGB(1, 1, 0xffffff);
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, "png"), CIFAR);
        // Then
        for (int x = 1; x < 32; x++) {
            assertThat(pixels[3 * x] & 0xff).isGreaterThanOrEqualTo(pixels[3 * (x - 1)] & 0xff);
        }
        assertThat(pixels[0]).isZero();
        assertThat(pixels[3 * 31] & 0xff).isEqualTo(255);
    }

    @Test
    void greyStaysAsBrightAsItWas() {
        // Given grey levels as the file has them, not as Java shows them
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 32 * 32; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, i % 256);
        }
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, "png"), CIFAR);
        // Then
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i]).isEqualTo((byte) (i / 3 % 256));
        }
    }

    @Test
    void oneChannelGetsTheBrightness() {
        // Given
        BufferedImage image = TestImages.plain(28, 28, new Color(255, 0, 0));
        // When
        byte[] pixels = ImageDecoder.decode(TestImages.encode(image, "png"), new ImageShape(1, 28, 28));
        // Then
        assertThat(pixels).hasSize(28 * 28).containsOnly((byte) 76);
    }

    @Test
    void transparentPartsKeepTheirColour() {
        // Given
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, i < 512 ? 0x00c86432 : 0x80c86432);
        }
        // When, Then
        assertPlain(ImageDecoder.decode(TestImages.encode(image, "png"), CIFAR), 0, 200, 100, 50);
    }

    @Test
    void turnsAnImageOfAnotherSizeAsTheCameraWasHeld() throws IOException {
        // Given one that lies on its side, and its upright pixels
        byte[] lying = Files.readAllBytes(Path.of("src/test/pictures/jpeg-orientation-6.jpg"));
        byte[] plain = Files.readAllBytes(Path.of("src/test/pictures/jpeg-orientation-1.jpg"));
        ImageShape shape = new ImageShape(3, 40, 30);
        // When
        byte[] turned = ImageDecoder.decode(lying, shape);
        // Then its right column is the other's top row
        byte[] straight = ImageDecoder.decode(plain, new ImageShape(3, 30, 40));
        for (int y = 0; y < 40; y++) {
            assertThat(turned[3 * (y * 30 + 29)]).isEqualTo(straight[3 * y]);
        }
    }

    @Test
    void readsPalettesAndSixteenBits() {
        BufferedImage palette = TestImages.plain(32, 32, Color.GREEN, BufferedImage.TYPE_BYTE_BINARY);
        BufferedImage few = TestImages.plain(32, 32, new Color(255, 0, 0), BufferedImage.TYPE_USHORT_565_RGB);
        assertPlain(ImageDecoder.decode(TestImages.encode(palette, "png"), CIFAR), 0, 255, 255, 255);
        assertPlain(ImageDecoder.decode(TestImages.encode(few, "bmp"), CIFAR), 0, 255, 0, 0);
        assertPlain(ImageDecoder.decode(TestImages.deepPng(32, 32, 0xff80, 0x4080, 0), CIFAR), 0, 255, 64, 0);
    }

    @Test
    void readsJpegsMadeForPrint() {
        // Given cyan 0, magenta 128, yellow 191 and black 55 of 255
        byte[] jpeg = TestImages.printJpeg(32, 32, 0, 128, 191, 55);
        // When, Then
        assertPlain(ImageDecoder.decode(jpeg, CIFAR), 3, 200, 100, 50);
    }

    @Test
    void sizesOfOtherNetworksWork() {
        // Given
        byte[] png = TestImages.encode(TestImages.noise(32, 32, BufferedImage.TYPE_INT_RGB), "png");
        // When, Then
        assertThat(ImageDecoder.decode(png, new ImageShape(3, 96, 64))).hasSize(96 * 64 * 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageDecoder.decode(png, new ImageShape(4, 32, 32)))
                .withMessage("an image has 1 or 3 channels, the network asks for 4");
    }

    @Test
    void bytesByChanceNeverFailInAnotherWay() {
        // Given
        Random random = new Random(1);
        byte[][] files = {
            TestImages.encode(TestImages.noise(16, 16, BufferedImage.TYPE_INT_RGB), "png"),
            TestImages.encode(TestImages.noise(16, 16, BufferedImage.TYPE_INT_RGB), "jpeg"),
            TestImages.encode(TestImages.noise(16, 16, BufferedImage.TYPE_INT_RGB), "gif"),
            TestImages.encode(TestImages.noise(16, 16, BufferedImage.TYPE_INT_RGB), "bmp")
        };
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = files[i % files.length].clone();
            for (int k = 0; k < 3; k++) {
                damaged[random.nextInt(Math.min(damaged.length, k == 0 ? 64 : damaged.length))] =
                        (byte) random.nextInt();
            }
            // When, Then: pixels or a refusal, whatever ImageIO throws
            try {
                assertThat(ImageDecoder.decode(damaged, CIFAR)).hasSize(3072);
            } catch (InvalidImage refused) {
                assertThat(refused).hasMessageContaining("allowed are");
            }
        }
    }

    private static void assertPlain(byte[] pixels, int tolerance, int... colour) {
        assertThat(pixels).hasSize(CIFAR.bytes());
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i] & 0xff).isBetween(colour[i % 3] - tolerance, colour[i % 3] + tolerance);
        }
    }
}
