package io.resforge.neuralnet.image;

import io.resforge.neuralnet.image.Resampling.Brightness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Turns an image file into the pixels that a network takes: the red, green and blue that Pillow's
 * {@code ImageOps.exif_transpose(image).convert("RGB")} gives, scaled.
 *
 * <p>So embedded colour profiles are not applied, opacity is left out, a camera's orientation is applied, and of an animation the first
 * frame counts. An image of another size is scaled to the network's, width and height each on its own, so that nothing is cut off.
 */
public final class ImageDecoder {

    /** How names of files of the formats that are read end. */
    public static final List<String> ENDINGS = List.of("png", "jpg", "jpeg", "bmp", "gif");

    /** Longest that decoding an image takes; it fails then. */
    public static final Duration LONGEST = DecodingTime.LONGEST;

    /** Rows, tables and a decoder's own state. */
    private static final long FIXED_BYTES = 1 << 20;

    private final ImageFile image;

    private ImageDecoder(ImageFile image) {
        this.image = image;
    }

    /**
     * Reads the header of a PNG, JPEG, GIF or BMP file.
     *
     * @param encoded the file, from the buffer's position to its limit, which are not moved; not to be changed before it is decoded
     * @throws InvalidImage if the bytes are none of these formats, are damaged, or describe an image of more than 25 megapixels, of more
     *     than 10,000 pixels a side, or of more than 30 JPEG scans
     */
    public static ImageDecoder open(ByteBuffer encoded) {
        if (!encoded.hasRemaining()) {
            throw new InvalidImage("the image has no bytes; " + ImageFile.ALLOWED);
        }
        try {
            return new ImageDecoder(ImageFile.open(encoded.slice()));
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidImage("the image ends within its header; " + ImageFile.ALLOWED, e);
        }
    }

    /** As {@link #open} and {@link #decode(ImageShape, BooleanSupplier)}, for one who waits for it. */
    public static byte[] decode(byte[] encoded, ImageShape shape) {
        return open(ByteBuffer.wrap(encoded)).decode(shape, () -> false);
    }

    /** The pixels of the image as it is in the file. */
    public long pixels() {
        return (long) image.width() * image.height();
    }

    /** The most bytes of memory that decoding takes, whether on Java's heap or beside it. */
    public long memory() {
        return FIXED_BYTES + image.memory();
    }

    /**
     * Decodes the image and scales it to {@code shape}. An image that has that size keeps each bit.
     *
     * @param shape of 3 channels, or of 1 for brightness alone
     * @param abandoned whether it is not wanted any more; asked at least once a row
     * @return {@code height × width × channels} bytes, row by row, red green blue
     * @throws InvalidImage if the file is damaged, or takes longer than {@link #LONGEST}
     * @throws CancellationException if it is abandoned
     */
    public byte[] decode(ImageShape shape, BooleanSupplier abandoned) {
        Brightness.requireGreyOrColour(shape);
        Orientation orientation = image.orientation();
        ImageShape lying = orientation.before(new ImageShape(3, shape.height(), shape.width()));
        Resampling.Rows rows = new Resampling(image.height(), image.width(), lying).begin();
        DecodingTime time = new DecodingTime(abandoned);
        try {
            image.decode(time, row -> {
                time.check();
                rows.add(row);
            });
        } catch (InvalidImage | CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InvalidImage(
                    "the image is damaged, or of a kind that cannot be read (" + reason(e) + "); " + ImageFile.ALLOWED,
                    e);
        }
        byte[] pixels = orientation.turn(rows.pixels(), lying);
        return shape.channels() == 3 ? pixels : Brightness.of(pixels);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
