package io.resforge.inference.classify;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.neuralnet.logits.Softmax;

/**
 * What a network looks at in an image, found out by covering it: one copy of the image for each cell of a grid, in which the cell and half a
 * cell around it have the image's mean colour (Zeiler, Fergus, Visualizing and Understanding Convolutional Networks, 2014).
 *
 * @param image shape of the images
 * @param side cells in each direction, at least 1 and at most as many as the image has pixels
 */
record Occlusion(ImageShape image, int side) {

    /** The image itself and its copies. */
    int images() {
        return 1 + side * side;
    }

    /** The image, and behind it its copies, row by row of the grid: {@code [images, height, width, channels]}. */
    byte[] copies(byte[] pixels) {
        byte[] mean = mean(pixels);
        byte[] copies = new byte[images() * pixels.length];
        for (int copy = 0; copy < images(); copy++) {
            System.arraycopy(pixels, 0, copies, copy * pixels.length, pixels.length);
        }
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                cover(copies, (1 + row * side + column) * pixels.length, row, column, mean);
            }
        }
        return copies;
    }

    /**
     * How much less likely a class is with each cell covered, row by row of the grid: above 0 where the cell spoke for the class, below 0 where
     * it spoke against it.
     *
     * @param logits {@code [images * classes]}
     */
    float[] drops(float[] logits, int label) {
        int classes = logits.length / images();
        float whole = Softmax.of(logits, 0, classes)[label];
        float[] drops = new float[side * side];
        for (int cell = 0; cell < drops.length; cell++) {
            drops[cell] = whole - Softmax.of(logits, (1 + cell) * classes, classes)[label];
        }
        return drops;
    }

    private void cover(byte[] copies, int at, int row, int column, byte[] mean) {
        int top = edge(row - .5, image.height());
        int bottom = edge(row + 1.5, image.height());
        int left = edge(column - .5, image.width());
        int right = edge(column + 1.5, image.width());
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                System.arraycopy(mean, 0, copies, at + (y * image.width() + x) * image.channels(), image.channels());
            }
        }
    }

    /** The pixel at which so many cells end. */
    private int edge(double cells, int pixels) {
        return Math.clamp(Math.round(cells * pixels / side), 0, pixels);
    }

    private byte[] mean(byte[] pixels) {
        int channels = image.channels();
        long[] sums = new long[channels];
        for (int i = 0; i < pixels.length; i++) {
            sums[i % channels] += pixels[i] & 0xff;
        }
        byte[] mean = new byte[channels];
        for (int channel = 0; channel < channels; channel++) {
            mean[channel] = (byte) Math.round((double) sums[channel] * channels / pixels.length);
        }
        return mean;
    }
}
