package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadImageTest {

    @Test
    void refusesNoBytes() {
        assertRefused(new byte[0], "the image has no bytes");
    }

    @Test
    void refusesText() {
        assertRefused("this is no image".getBytes(StandardCharsets.UTF_8), "no image of a known format");
    }

    @Test
    void refusesAnotherFormatThatJavaCouldRead() {
        // Given
        BufferedImage image = TestImages.plain(32, 32, Color.WHITE, BufferedImage.TYPE_BYTE_BINARY);
        // When, Then
        assertRefused(TestImages.encode(image, "wbmp"), "no image of a known format");
    }

    @ParameterizedTest
    @CsvSource({
        "RIFF....WEBPVP8 , WebP",
        "....ftypavif, AVIF",
        "....ftypheic, HEIC",
        "....ftypmif1, HEIC",
        "II*\0...., TIFF",
        "....JXL ...., JPEG XL",
        "....jP  ...., JPEG 2000"
    })
    void namesAFormatThatIsNotRead(String begin, String name) {
        assertRefused(begin.getBytes(StandardCharsets.ISO_8859_1), name + " files are not read; allowed are PNG, JPEG");
    }

    @ParameterizedTest
    @CsvSource({"png, 0.5", "jpeg, 0.5", "gif, 0.5", "bmp, 0.5", "png, 0.95", "jpeg, 0.95", "gif, 0.95", "bmp, 0.95"})
    void refusesAFileThatEndsTooEarly(String format, double share) {
        // Given
        byte[] whole = TestImages.encode(TestImages.noise(64, 64, BufferedImage.TYPE_INT_RGB), format);
        byte[] part = Arrays.copyOf(whole, (int) (whole.length * share));
        // When, Then
        assertRefused(part, "");
    }

    @Test
    void refusesAHugeImageByItsHeaderAlone() {
        // Given a file of 100 bytes that says it has 400 megapixels
        byte[] png = TestImages.pngHeader(20_000, 20_000);
        warmUp();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        // When
        assertRefused(png, "20000 × 20000 pixels; allowed are 10000 a side and 25000000 in all");
        // Then nothing near its pixels was allocated
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    }

    @ParameterizedTest
    @CsvSource({"10001, 1", "1, 10001", "5001, 5000", "2147483647, 2147483647"})
    void refusesMoreThanTheLimits(int width, int height) {
        assertRefused(TestImages.pngHeader(width, height), width + " × " + height + " pixels; allowed are");
    }

    @Test
    void refusesAnImageWithoutPixels() {
        assertRefused(TestImages.pngHeader(0, 10), "");
    }

    @Test
    void refusesABmpThatHidesAnotherFile() {
        // Given a header of 10 × 10 pixels whose compression says that a PNG file follows
        byte[] bmp = TestImages.encode(TestImages.plain(10, 10, Color.RED), "bmp");
        bmp[30] = 5;
        // When, Then
        assertRefused(bmp, "the BMP file holds a file of another format");
    }

    @Test
    void refusesAJpegOfMoreScansThanAnyProgramWrites() {
        // Given a file of some ten scans, each of which goes over all its pixels
        byte[] jpeg = TestImages.progressiveJpeg(64, 64);
        int scans = new JpegHeader(ByteBuffer.wrap(jpeg), 100).scans();
        assertThat(scans).isBetween(2, 20);
        // When, Then
        assertRefused(TestImages.withScans(jpeg, 31 - scans), "the JPEG file has 31 scans or more; allowed are 30");
        assertThat(ImageDecoder.decode(TestImages.withScans(jpeg, 30 - scans), ImageShape.CIFAR))
                .isEqualTo(ImageDecoder.decode(jpeg, ImageShape.CIFAR));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0xd0, 0xd7})
    void countsScansBehindMarkersWithoutALength(int marker) {
        // Given a marker whose next two bytes are no length, behind it 60 scans within what would be its segment
        byte[] jpeg = TestImages.withScans(TestImages.progressiveJpeg(64, 64), 60);
        int scan = 2;
        while ((jpeg[scan] & 0xff) != 0xff || (jpeg[scan + 1] & 0xff) != 0xda) {
            scan++;
        }
        byte[] hidden = new byte[jpeg.length + 4];
        System.arraycopy(jpeg, 0, hidden, 0, scan);
        hidden[scan] = (byte) 0xff;
        hidden[scan + 1] = (byte) marker;
        hidden[scan + 2] = (byte) 0xff;
        hidden[scan + 3] = (byte) marker;
        System.arraycopy(jpeg, scan, hidden, scan + 4, jpeg.length - scan);
        // When, Then
        assertRefused(hidden, "scans or more; allowed are 30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void stopsWithinARowOnceAnImageIsNotWantedAnyMore(String format) {
        // Given
        byte[] file = TestImages.encode(TestImages.noise(64, 2000, BufferedImage.TYPE_INT_RGB), format);
        AtomicInteger asked = new AtomicInteger();
        // When, Then
        assertThatThrownBy(() -> ImageDecoder.open(ByteBuffer.wrap(file))
                        .decode(ImageShape.CIFAR, () -> asked.incrementAndGet() > 100))
                .isInstanceOf(CancellationException.class);
        assertThat(asked).hasValueLessThan(110);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void stopsWithinARowOnceDecodingTakesTooLong(String format) {
        // Given
        byte[] file = TestImages.encode(TestImages.noise(64, 2000, BufferedImage.TYPE_INT_RGB), format);
        ImageFile image = ImageFile.open(ByteBuffer.wrap(file));
        DecodingTime over = new DecodingTime(() -> false, Duration.ZERO);
        AtomicInteger rows = new AtomicInteger();
        // When, Then
        assertThatThrownBy(() -> image.decode(over, row -> {
                    rows.incrementAndGet();
                    over.check();
                }))
                .isInstanceOf(InvalidImage.class)
                .hasMessage("the image takes too long to decode; allowed are 5 s of one processor");
        assertThat(rows).hasValueLessThan(2);
    }

    @Test
    void keepsNoMegabytesOfJpegTables() {
        // Given a file that says its tables anew for two megabytes
        byte[] jpeg = TestImages.encode(TestImages.plain(8, 8, Color.RED), "jpeg");
        byte[] segment = new byte[4 + 65_000];
        segment[0] = (byte) 0xff;
        segment[1] = (byte) 0xdb;
        segment[2] = (byte) (65_002 >> 8);
        segment[3] = (byte) 65_002;
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 40 * segment.length).put(jpeg, 0, 2);
        for (int i = 0; i < 40; i++) {
            file.put(segment);
        }
        file.put(jpeg, 2, jpeg.length - 2);
        // When, Then
        assertRefused(file.array(), "more tables than can be of use");
    }

    @Test
    void readsADeepPngOfManyPixelsInLittleMemory() {
        // Given 16 megapixels of 8 bytes each
        byte[] png = TestImages.encode(new BufferedImage(4000, 4000, BufferedImage.TYPE_USHORT_GRAY), "png");
        ImageDecoder.decode(TestImages.encode(TestImages.plain(8, 8, Color.RED), "png"), ImageShape.CIFAR);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        // When
        ImageDecoder decoder = ImageDecoder.open(ByteBuffer.wrap(png));
        decoder.decode(ImageShape.CIFAR, () -> false);
        // Then
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
        assertThat(decoder.memory()).isLessThan(4_000_000);
    }

    @Test
    void refusesAJpegWithoutItsEnd() {
        byte[] jpeg = TestImages.encode(TestImages.noise(64, 64, BufferedImage.TYPE_INT_RGB), "jpeg");
        assertRefused(Arrays.copyOf(jpeg, jpeg.length - 2), "ends before all of its pixels have come");
    }

    @Test
    void countsNoScansBehindTheEndOfAJpeg() {
        // Given a photograph with a film behind it, as telephones make them
        byte[] jpeg = TestImages.encode(TestImages.noise(64, 64, BufferedImage.TYPE_INT_RGB), "jpeg");
        byte[] film = new byte[1000];
        for (int i = 0; i < film.length; i += 2) {
            film[i] = (byte) 0xff;
            film[i + 1] = (byte) 0xda;
        }
        byte[] both = Arrays.copyOf(jpeg, jpeg.length + film.length);
        System.arraycopy(film, 0, both, jpeg.length, film.length);
        // When, Then
        assertThat(ImageDecoder.decode(both, ImageShape.CIFAR)).isEqualTo(ImageDecoder.decode(jpeg, ImageShape.CIFAR));
    }

    @Test
    void readsAJpegWhoseColourProfileIsBroken() {
        // Given
        byte[] jpeg = TestImages.encode(TestImages.plain(32, 32, new Color(10, 200, 30)), "jpeg");
        byte[] broken = TestImages.withProfile(jpeg, "no profile at all".getBytes(StandardCharsets.US_ASCII));
        // When
        byte[] pixels = ImageDecoder.decode(broken, ImageShape.CIFAR);
        // Then
        assertThat(pixels[1] & 0xff).isBetween(195, 205);
    }

    private static void assertRefused(byte[] encoded, String reason) {
        assertThatThrownBy(() -> ImageDecoder.decode(encoded, ImageShape.CIFAR))
                .isInstanceOf(InvalidImage.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("allowed are");
    }

    /** Loads the classes that the first image needs, whose memory is not the image's. */
    private static void warmUp() {
        assertRefused(TestImages.pngHeader(20_000, 20_000), "");
    }
}
