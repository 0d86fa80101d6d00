package io.resforge.training.batch;

import java.util.Locale;

/**
 * How an epoch is cut into steps: as few as the batch size allows, of sizes that differ by at most one image. So each image is
 * seen once an epoch, and no small last batch gets the say of a full one.
 *
 * @param images in an epoch, at least 1
 * @param batchSize most images a step, at least 1
 */
public record EpochPlan(int images, int batchSize) {

    public EpochPlan {
        if (images < 1 || batchSize < 1) {
            throw new IllegalArgumentException("an epoch needs at least 1 image and a batch size of at least 1, was "
                    + images + " and " + batchSize);
        }
    }

    /** Steps an epoch. */
    public int steps() {
        return Math.ceilDiv(images, batchSize);
    }

    /** Images of a step, counted from 0; the larger batches come first. */
    public int size(int step) {
        return images / steps() + (step < images % steps() ? 1 : 0);
    }

    /** Images of all steps before this one. */
    public int begin(int step) {
        return step * (images / steps()) + Math.min(step, images % steps());
    }

    /** The place after so many steps of a run. */
    public BatchPosition after(long steps) {
        return new BatchPosition(Math.toIntExact(steps / steps() + 1), Math.toIntExact(steps % steps()));
    }

    /** Images of the largest step. */
    public int largest() {
        return size(0);
    }

    /**
     * A place in a run: where the next batch is taken.
     *
     * @param epoch from 1
     * @param step of the epoch, from 0
     */
    public record BatchPosition(int epoch, int step) {

        /** Where every run begins. */
        public static final BatchPosition START = new BatchPosition(1, 0);

        public BatchPosition {
            if (epoch < 1 || step < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "a place needs an epoch of at least 1 and a step of at least 0, was %d and %d",
                        epoch,
                        step));
            }
        }
    }
}
