package io.resforge.training.loop;

import io.resforge.training.augment.Seeds;
import io.resforge.training.batch.BatchPosition;
import io.resforge.training.batch.EpochPlan;
import io.resforge.training.recipe.Recipe;

/**
 * What is known of a run's steps before the first of them. A move is a step of the optimizer: one for each {@code accumulate} batches of
 * an epoch, and one for those that are left at its end.
 */
record StepPlan(Recipe recipe, EpochPlan plan) {

    int epochs() {
        return recipe.epochs();
    }

    /** Steps of the optimizer in an epoch. */
    int movesPerEpoch() {
        return Math.ceilDiv(plan.steps(), recipe.accumulate());
    }

    /** The optimizer's step that a batch is part of, counted from 0 over all epochs. */
    long move(BatchPosition batch) {
        return (batch.epoch() - 1L) * movesPerEpoch() + batch.step() / recipe.accumulate();
    }

    /** Whether the optimizer moves the weights after a batch. */
    boolean isLastOfMove(BatchPosition batch) {
        int done = batch.step() + 1;
        return done % recipe.accumulate() == 0 || done == plan.steps();
    }

    long dropoutSeed(BatchPosition batch) {
        return Seeds.derive(recipe.seed(), "dropout", batch.epoch(), batch.step());
    }

    /** Images that are trained on before a place. */
    long imagesBefore(BatchPosition place) {
        long images = (place.epoch() - 1L) * plan.images();
        for (int step = 0; step < place.step(); step++) {
            images += plan.size(step);
        }
        return images;
    }

    /** Images that are trained on in all. */
    long images() {
        return (long) recipe.epochs() * plan.images();
    }
}
