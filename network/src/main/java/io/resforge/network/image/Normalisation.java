package io.resforge.network.image;

import java.util.List;

/**
 * Takes a training set's mean from each channel and divides by its deviation, both of pixels scaled to [0, 1]; recorded in a
 * checkpoint, and applied the same way in training and in serving.
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /** The normalised value of each byte: {@code [channels][256]}. */
    public float[][] table() {
        throw new UnsupportedOperationException();
    }
}
