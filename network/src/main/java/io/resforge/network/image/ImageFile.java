package io.resforge.network.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads image files that may come from anybody. */
final class ImageFile {

    private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");
    private static final String ALLOWED = "allowed are PNG, JPEG, GIF and BMP files";
    private static final int LONGEST_SIDE = 10_000;
    private static final long MOST_PIXELS = 25_000_000;

    /** Programs write about ten. */
    private static final int MOST_SCANS = 30;

    private ImageFile() {}

    /**
     * Reads the first image of a file.
     *
     * @throws InvalidImage if there is none, or it is damaged, too large or takes too long
     */
    static BufferedImage read(byte[] encoded) {
        if (encoded.length == 0) {
            throw new InvalidImage("the image has no bytes; " + ALLOWED);
        }
        refuseEmbedded(encoded);
        refuseManyScans(encoded);
        // In memory: ImageIO's default would write each image to a temporary file.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            return read(stream);
        } catch (InvalidImage e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers throw many kinds of exceptions when bytes are not what they expect.
            throw new InvalidImage(
                    "the image is damaged, or of a kind that cannot be read (" + reason(e) + "); " + ALLOWED, e);
        }
    }

    private static BufferedImage read(ImageInputStream stream) throws IOException {
        ImageReader reader = reader(stream);
        try {
            reader.setInput(stream, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            reader.addIIOReadWarningListener((_, warning) -> refuseTruncated(warning));
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageInputStream stream) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return reader;
            }
            reader.dispose();
        }
        throw new InvalidImage("the bytes are no image of a known format; " + ALLOWED);
    }

    private static void checkSize(int width, int height) {
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new InvalidImage(String.format(
                    Locale.ROOT,
                    "the image has %d × %d pixels; allowed are %d a side and %d in all",
                    width,
                    height,
                    LONGEST_SIDE,
                    MOST_PIXELS));
        }
    }

    /** A JPEG file that ends too early is only warned of, and its missing part filled with grey. */
    private static void refuseTruncated(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        if (text.contains("truncated") || text.contains("premature")) {
            throw new InvalidImage("the image ends before all of its pixels have come; " + ALLOWED);
        }
    }

    /** A BMP file may hold a JPEG or PNG file (compressions 4 and 5), whose size its header does not tell. */
    private static void refuseEmbedded(byte[] encoded) {
        boolean bmp = encoded.length > 30 && encoded[0] == 'B' && encoded[1] == 'M';
        if (bmp && (encoded[30] == 4 || encoded[30] == 5)) {
            throw new InvalidImage("the BMP file holds a file of another format; send that one; " + ALLOWED);
        }
    }

    private static void refuseManyScans(byte[] encoded) {
        int scans = JpegScans.count(encoded);
        if (scans > MOST_SCANS) {
            throw new InvalidImage("the JPEG file has " + scans + " scans; allowed are " + MOST_SCANS);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
