package io.resforge.report.run;

import io.resforge.report.run.Predictions.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG. */
public final class Png {

    private Png() {}

    /** The image as an address that holds it, {@code data:image/png;base64,…}. */
    public static String address(RgbImage image) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes(image));
    }

    /** Its bytes. */
    public static byte[] bytes(RgbImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int pixel = 0; pixel < image.width() * image.height(); pixel++) {
            int colour = (rgb[3 * pixel] & 0xFF) << 16 | (rgb[3 * pixel + 1] & 0xFF) << 8 | rgb[3 * pixel + 2] & 0xFF;
            picture.setRGB(pixel % image.width(), pixel / image.width(), colour);
        }
        // Straight to memory: ImageIO's default would cache in a temporary file.
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(picture, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an image as PNG", e);
        }
        return png.toByteArray();
    }
}
