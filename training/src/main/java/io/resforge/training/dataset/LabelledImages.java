package io.resforge.training.dataset;

import io.resforge.network.image.ImageShape;

/**
 * Images and their classes.
 *
 * @param shape of each image
 * @param pixels {@code [count, height, width, channels]}, one byte each
 * @param labels the class index of each image
 */
public record LabelledImages(ImageShape shape, byte[] pixels, int[] labels) {

    public int count() {
        return labels.length;
    }
}
