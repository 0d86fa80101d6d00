package io.resforge.neuralnet.image;

/** The ways to turn bytes into a network's input. */
public enum NormalisationKind {
    /** Pixels scaled to [0, 1], less each channel's mean, over each channel's deviation. */
    MEAN_DEVIATION,
    /** Pixels scaled to [0, 1], less the mean image, as in Keras' ResNet example. */
    PIXEL_MEAN,
    /** Pixels scaled to [0, 1]. */
    UNIT,
    /** Pixels as they are, from 0 to 255. */
    NONE
}
