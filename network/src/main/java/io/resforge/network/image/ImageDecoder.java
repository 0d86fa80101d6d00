package io.resforge.network.image;

import java.awt.image.BufferedImage;

/**
 * Turns an image file into the pixels that a network takes.
 *
 * <p>An image of another size is scaled to the network's, width and height each on its own, so that nothing is cut off. Transparent
 * parts become white. Embedded colour profiles and a camera's orientation are not applied, as is usual in image data sets. Of an
 * animation the first frame counts.
 */
public final class ImageDecoder {

    private ImageDecoder() {}

    /**
     * Decodes a PNG, JPEG, GIF or BMP file and scales it to {@code shape}. An image that has that size keeps each bit.
     *
     * @param encoded the file's bytes
     * @param shape of 3 channels, or of 1 for brightness alone
     * @return {@code height × width × channels} bytes, row by row, red green blue
     * @throws InvalidImage if the bytes are none of these formats, are damaged, or describe an image of more than 25 megapixels, of more
     *     than 10,000 pixels a side, or of more than 30 JPEG scans
     */
    public static byte[] decode(byte[] encoded, ImageShape shape) {
        Brightness.requireGreyOrColour(shape);
        BufferedImage image = ImageFile.read(encoded);
        byte[] pixels = new Resampling(image.getHeight(), image.getWidth(), shape).apply(new Pixels(image)::row);
        return shape.channels() == 3 ? pixels : Brightness.of(pixels);
    }
}
