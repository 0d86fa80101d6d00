package io.resforge.training.augment;

import java.util.SplittableRandom;

/**
 * Derives seeds, so that all randomness is a function of a run's seed and of where in the run it is used: no generator's state need
 * be kept to go on from any step.
 */
public final class Seeds {

    private Seeds() {}

    /**
     * A seed for one use: the same for the same arguments, and unrelated for others.
     *
     * @param seed of the run
     * @param purpose what it is for, such as {@code order}: uses with the same numbers must not share their randomness
     * @param numbers where in the run, such as epoch and step
     */
    public static long derive(long seed, String purpose, long... numbers) {
        long derived = mixed(mixed(seed) ^ purpose.hashCode());
        for (long number : numbers) {
            derived = mixed(derived ^ number);
        }
        return derived;
    }

    /** A generator with such a seed. */
    public static SplittableRandom generator(long seed, String purpose, long... numbers) {
        return new SplittableRandom(derive(seed, purpose, numbers));
    }

    /** SplittableRandom's first number is its seed, its bits thoroughly mixed. */
    private static long mixed(long value) {
        return new SplittableRandom(value).nextLong();
    }
}
