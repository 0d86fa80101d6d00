package io.resforge.training.augment;

import java.util.random.RandomGenerator;

/**
 * What decides how an image is changed this time.
 *
 * @param seed of the run
 * @param image its index in the data set
 * @param epoch from 1
 * @param random for all that needs no memory of earlier epochs
 */
public record AugmentationDraw(long seed, int image, int epoch, RandomGenerator random) {

    /** A number from {@code -most} to {@code most}, all equally likely. */
    double within(double most) {
        return (2 * random.nextDouble() - 1) * most;
    }

    /** A whole number from {@code -most} to {@code most}, all equally likely. */
    int within(int most) {
        return random.nextInt(2 * most + 1) - most;
    }
}
