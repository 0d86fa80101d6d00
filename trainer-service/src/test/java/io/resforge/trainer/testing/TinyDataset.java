package io.resforge.trainer.testing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A data set of noisy red, green and blue images, which a network learns to tell apart in a second. */
public final class TinyDataset {

    public static final List<String> LABELS = List.of("blue", "green", "red");

    private static final int SIDE = 32;

    private TinyDataset() {}

    /** Writes it as folders of PNGs. */
    public static Path write(Path folder) throws IOException {
        return write(folder, LABELS);
    }

    /** Writes it with other names for the same classes. */
    public static Path write(Path folder, List<String> labels) throws IOException {
        Random random = new Random(7);
        for (int label = 0; label < labels.size(); label++) {
            writeClass(folder.resolve("train").resolve(labels.get(label)), 40, label, random);
            writeClass(folder.resolve("test").resolve(labels.get(label)), 6, label, random);
        }
        return folder;
    }

    private static void writeClass(Path folder, int count, int label, Random random) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            ImageIO.write(
                    image(label, random), "png", folder.resolve(i + ".png").toFile());
        }
    }

    private static BufferedImage image(int label, Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        int bright = 0xff << (8 * label);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, random.nextInt(0x1000000) & 0x7f7f7f | bright);
            }
        }
        return image;
    }
}
