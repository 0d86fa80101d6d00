package io.resforge.network.image;

/** Turns an image file into the pixels that a network takes. */
public final class ImageDecoder {

    private ImageDecoder() {}

    /**
     * Decodes a PNG, JPEG, GIF or BMP file and scales it to {@code shape}.
     *
     * @param encoded the file's bytes
     * @return {@code height × width × channels} bytes, row by row, red green blue
     * @throws InvalidImage if the bytes are none of these formats, are damaged, or describe an image too large to decode
     */
    public static byte[] decode(byte[] encoded, ImageShape shape) {
        throw new UnsupportedOperationException();
    }
}
