package io.resforge.training.loop;

import io.resforge.neuralnet.image.ImageShape;
import io.resforge.training.dataset.LabelledImages;

/** Images with left and right exchanged. */
final class MirrorImages {

    private MirrorImages() {}

    static LabelledImages of(LabelledImages images) {
        ImageShape shape = images.shape();
        int channels = shape.channels();
        int row = shape.width() * channels;
        byte[] pixels = images.pixels();
        byte[] mirrored = new byte[pixels.length];
        for (int start = 0; start < pixels.length; start += row) {
            for (int column = 0; column < shape.width(); column++) {
                int to = start + (shape.width() - 1 - column) * channels;
                System.arraycopy(pixels, start + column * channels, mirrored, to, channels);
            }
        }
        return new LabelledImages(shape, mirrored, images.labels());
    }
}
