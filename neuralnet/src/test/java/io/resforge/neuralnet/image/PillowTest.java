package io.resforge.neuralnet.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small files of every kind, beside what Pillow reads from them. {@code src/test/pictures/make_pictures.py} made both. */
class PillowTest {

    private static final Path PICTURES = Path.of("src/test/pictures");

    static List<String> pictures() throws IOException {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(jpg|png|gif|bmp)"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void readsWhatPillowReads(String name) throws IOException {
        // Given a PPM file: P6, width, height and 255 in one line, then the pixels
        byte[] expected = Files.readAllBytes(PICTURES.resolve(name.replaceAll("\\.[a-z]+$", ".ppm")));
        int pixels = 0;
        while (expected[pixels++] != '\n') {
            // goes on to the end of the line
        }
        String[] sides = new String(expected, 0, pixels, StandardCharsets.US_ASCII).split(" ");
        ImageShape shape = new ImageShape(3, Integer.parseInt(sides[2]), Integer.parseInt(sides[1]));
        // When
        byte[] read = ImageDecoder.decode(Files.readAllBytes(PICTURES.resolve(name)), shape);
        // Then
        int furthest = 0;
        for (int i = 0; i < read.length; i++) {
            furthest = Math.max(furthest, Math.abs((read[i] & 0xff) - (expected[pixels + i] & 0xff)));
        }
        assertThat(read).hasSize(expected.length - pixels);
        assertThat(furthest).isLessThanOrEqualTo(1);
    }

    @Test
    void allPicturesAreThere() throws IOException {
        assertThat(pictures()).hasSizeGreaterThan(150);
    }
}
