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

    /** Draws from the symmetric beta distribution. */
    static final class Beta {

        private Beta() {}

        /** A number within [0, 1] from Beta(alpha, alpha): {@code X / (X + Y)} for X and Y from Gamma(alpha). */
        static double draw(double alpha, RandomGenerator random) {
            double x = logGamma(alpha, random);
            double y = logGamma(alpha, random);
            // As logarithms, since for a small alpha both may be too small for a double.
            return 1 / (1 + Math.exp(y - x));
        }

        /**
         * The logarithm of a number from Gamma(shape, 1) by Marsaglia and Tsang, "A simple method for generating gamma variables", 2000;
         * a shape below 1 by way of the next larger one.
         */
        private static double logGamma(double shape, RandomGenerator random) {
            double boost = shape < 1 ? Math.log(1 - random.nextDouble()) / shape : 0;
            double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
            double c = 1 / Math.sqrt(9 * d);
            while (true) {
                double normal = random.nextGaussian();
                double v = Math.pow(1 + c * normal, 3);
                double uniform = 1 - random.nextDouble();
                if (v > 0 && Math.log(uniform) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
                    return Math.log(d * v) + boost;
                }
            }
        }
    }
}
