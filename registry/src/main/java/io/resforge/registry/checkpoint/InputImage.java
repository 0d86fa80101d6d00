package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.image.ImageShape;

/**
 * The images that a network takes, and how those of other sizes are resized, in training and in serving.
 *
 * @param channels 1 for grey, 3 for colour
 * @param height from 28 to 96 pixels
 * @param width from 28 to 96 pixels
 * @param resize {@value #CUBIC}, the only way so far: cubic convolution (R. Keys, 1981, a = -1/2)
 */
public record InputImage(int channels, int height, int width, String resize) {

    /** Cubic convolution, each side on its own, as {@link io.resforge.neuralnet.image.ImageDecoder} does it. */
    public static final String CUBIC = "cubic";

    /** What the networks of manifests without this field take. */
    static final InputImage CIFAR = of(ImageShape.CIFAR);

    public InputImage {
        new ImageShape(channels, height, width).requireSupported();
        if (!CUBIC.equals(resize)) {
            throw new IllegalArgumentException("an image's resize must be '" + CUBIC + "', was '" + resize + "'");
        }
    }

    /** Images of this shape, resized by {@value #CUBIC}. */
    public static InputImage of(ImageShape shape) {
        return new InputImage(shape.channels(), shape.height(), shape.width(), CUBIC);
    }

    public ImageShape shape() {
        return new ImageShape(channels, height, width);
    }
}
