package io.resforge.neuralnet.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** An image file whose header was read; its pixels were not. It is not trusted. */
sealed interface ImageFile permits PngFile, JpegFile, GifFile, BmpFile {

    /** What files can be read, as the end of a message. */
    String ALLOWED = "allowed are PNG, JPEG, GIF and BMP files";

    int LONGEST_SIDE = 10_000;
    long MOST_PIXELS = 25_000_000;

    /** Pixels a row, before it is turned. */
    int width();

    /** Rows, before it is turned. */
    int height();

    /** How it is to be turned. */
    default Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    /** The most bytes that decoding takes beside the file's own and those of a few rows. */
    long memory();

    /**
     * Decodes the pixels.
     *
     * @param rows gets each row from the top, {@code width × 3} values from 0 to 255, which it must not keep
     * @throws IOException or an exception at run time, if the file is damaged
     */
    void decode(DecodingTime time, Consumer<float[]> rows) throws IOException;

    /**
     * Reads a file's header.
     *
     * @throws InvalidImage if it is of no kind that is read, or too large
     */
    static ImageFile open(ByteBuffer file) {
        ImageFile image =
                switch (kind(file)) {
                    case "PNG" -> new PngFile(file);
                    case "JPEG" -> new JpegFile(file);
                    case "GIF" -> new GifFile(file);
                    case "BMP" -> new BmpFile(file);
                    case "" -> throw new InvalidImage("the bytes are no image of a known format; " + ALLOWED);
                    case String other -> throw new InvalidImage(other + " files are not read; " + ALLOWED);
                };
        checkSize(image.width(), image.height());
        return image;
    }

    /** Refuses what is too large to be decoded. */
    static void checkSize(int width, int height) {
        if (width < 1
                || height < 1
                || width > LONGEST_SIDE
                || height > LONGEST_SIDE
                || (long) width * height > MOST_PIXELS) {
            throw new InvalidImage("the image has " + width + " × " + height + " pixels; allowed are " + LONGEST_SIDE
                    + " a side and " + MOST_PIXELS + " in all");
        }
    }

    private static String kind(ByteBuffer file) {
        if (begins(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return "PNG";
        }
        if (begins(file, 0, "\u00ff\u00d8\u00ff")) {
            return "JPEG";
        }
        if (begins(file, 0, "GIF87a") || begins(file, 0, "GIF89a")) {
            return "GIF";
        }
        return begins(file, 0, "BM") ? "BMP" : unread(file);
    }

    /** Names what people send that is not read. */
    private static String unread(ByteBuffer file) {
        if (begins(file, 0, "RIFF") && begins(file, 8, "WEBP")) {
            return "WebP";
        }
        if (begins(file, 4, "ftypavif") || begins(file, 4, "ftypavis")) {
            return "AVIF";
        }
        if (begins(file, 4, "ftyphe") || begins(file, 4, "ftypmif1") || begins(file, 4, "ftypmsf1")) {
            return "HEIC";
        }
        if (begins(file, 0, "II*\0") || begins(file, 0, "MM\0*")) {
            return "TIFF";
        }
        if (begins(file, 0, "\u00ff\n") || begins(file, 4, "JXL ")) {
            return "JPEG XL";
        }
        return begins(file, 4, "jP  ") || begins(file, 0, "\u00ffO\u00ffQ") ? "JPEG 2000" : "";
    }

    /** Whether these characters of one byte each are at this place. */
    static boolean begins(ByteBuffer file, int at, String what) {
        if (file.limit() - at < what.length()) {
            return false;
        }
        for (int i = 0; i < what.length(); i++) {
            if ((file.get(at + i) & 0xff) != what.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
