package io.resforge.training.batch;

import java.util.Locale;

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
