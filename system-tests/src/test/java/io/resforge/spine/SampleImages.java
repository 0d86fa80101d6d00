package io.resforge.spine;

import io.resforge.client.Images;
import io.resforge.v1.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A small part of the CIFAR-10 images that come with the checkout: sheets {@code <split>/<class>.jpg} of 32 x 32 pixel tiles. */
final class SampleImages {

    private static final Path SHEETS = Spine.ROOT.resolve("samples/cifar10");
    private static final int TILE = 32;
    private static final int TRAIN = 50;
    private static final int TEST = 5;

    private SampleImages() {}

    /** Writes a data set of 500 training and 50 test images as {@code <split>/<class>/<number>.png}. */
    static Path write(Path folder) {
        try {
            write(folder, "train", TRAIN);
            write(folder, "test", TEST);
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write the sample to " + folder, failure);
        }
    }

    private static void write(Path folder, String split, int count) throws IOException {
        for (Path sheet : sheets(split)) {
            String label = sheet.getFileName().toString().replace(".jpg", "");
            Path images = Files.createDirectories(folder.resolve(split).resolve(label));
            BufferedImage all = ImageIO.read(sheet.toFile());
            for (int i = 0; i < count; i++) {
                Files.write(images.resolve(i + ".png"), png(tile(all, i)));
            }
        }
    }

    private static List<Path> sheets(String split) throws IOException {
        try (Stream<Path> files = Files.list(SHEETS.resolve(split))) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    /** A test image of a frog as a PNG file. */
    static Image encodedFrog() {
        return Images.encoded(png(frog()));
    }

    /** The same frog as bare pixels. */
    static Image rawFrog() {
        BufferedImage frog = frog();
        byte[] pixels = new byte[TILE * TILE * 3];
        for (int i = 0; i < TILE * TILE; i++) {
            int rgb = frog.getRGB(i % TILE, i / TILE);
            pixels[3 * i] = (byte) (rgb >> 16);
            pixels[3 * i + 1] = (byte) (rgb >> 8);
            pixels[3 * i + 2] = (byte) rgb;
        }
        return Images.raw(pixels);
    }

    private static BufferedImage frog() {
        try {
            return tile(ImageIO.read(SHEETS.resolve("test/frog.jpg").toFile()), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static BufferedImage tile(BufferedImage sheet, int number) {
        int columns = sheet.getWidth() / TILE;
        return sheet.getSubimage(number % columns * TILE, number / columns * TILE, TILE, TILE);
    }

    private static byte[] png(BufferedImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
