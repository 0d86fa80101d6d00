package io.resforge.report.run;

/**
 * An image to look at.
 *
 * @param height rows, at least 1
 * @param width pixels a row, at least 1
 * @param rgb height × width × 3 bytes: rows from the top, pixels from the left, red green blue; kept as given, not
 *     copied
 */
public record RgbImage(int height, int width, byte[] rgb) {

    public RgbImage {
        Require.atLeast("height", 1, height);
        Require.atLeast("width", 1, width);
        long expected = 3L * height * width;
        if (rgb.length != expected) {
            throw new IllegalArgumentException("an RGB image of " + height + " × " + width + " has " + expected
                    + " bytes, was given " + rgb.length);
        }
    }

    /** An image of height × width bytes from 0, black, to 255, white. */
    public static RgbImage grey(int height, int width, byte[] grey) {
        byte[] rgb = new byte[Math.multiplyExact(grey.length, 3)];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
        return new RgbImage(height, width, rgb);
    }
}
