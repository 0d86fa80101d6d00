package io.resforge.training.augment;

import java.util.random.RandomGenerator;

/**
 * Mixes each image of a batch, and its class, with another of the batch: {@code share · image + (1 − share) · partner}
 * (arXiv 1710.09412). It comes after all changes of single images.
 *
 * @param alpha the share of an image is drawn from Beta(alpha, alpha); above 0 and at most 100
 */
public record Mixup(double alpha) implements Augmentation {

    public Mixup {
        ParameterLimits.unless(alpha > 0 && alpha <= 100, "alpha", "above 0 and at most 100", alpha);
    }

    /** Draws the share of an image, within [0, 1]. */
    public float share(RandomGenerator random) {
        return (float) Beta.draw(alpha, random);
    }

    /** Writes {@code share · image + (1 − share) · partner}; the target may be any of the two. */
    public static void mix(float share, float[] image, float[] partner, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = share * image[i] + (1 - share) * partner[i];
        }
    }
}
