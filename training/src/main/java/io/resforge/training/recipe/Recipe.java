package io.resforge.training.recipe;

import static java.util.Objects.requireNonNull;

import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Precision;

/**
 * How to train: all that decides the weights besides the images and the number of threads.
 *
 * @param architecture the network
 * @param epochs how often to go through the training images, from 1 to {@value #MAX_EPOCHS}
 * @param batchSize most images a step, from 2 to {@value #MAX_BATCH_SIZE}
 * @param optimizer how the weights move
 * @param schedule how the learning rate moves
 * @param weightDecay L2 on kernels, from 0 to 1, as PyTorch counts it: {@code gradient += weightDecay · kernel}; Keras's
 *     {@code l2(x)} is a decay of {@code 2x}
 * @param labelSmoothing share of the target spread over all classes, in [0, 1)
 * @param augment random crop after padding by 4, and horizontal flip
 * @param precision of the convolutions
 * @param seed where all randomness comes from
 */
public record Recipe(
        Architecture architecture,
        int epochs,
        int batchSize,
        OptimizerSpec optimizer,
        ScheduleSpec schedule,
        double weightDecay,
        double labelSmoothing,
        boolean augment,
        Precision precision,
        long seed) {

    /** More is surely a slip of the pen. */
    public static final int MAX_EPOCHS = 10_000;

    /** More would take gigabytes for one step. */
    public static final int MAX_BATCH_SIZE = 4096;

    /** @throws InvalidRecipe if a value is out of its range */
    public Recipe {
        requireNonNull(architecture, "architecture");
        requireNonNull(optimizer, "optimizer");
        requireNonNull(schedule, "schedule");
        requireNonNull(precision, "precision");
        between(1, MAX_EPOCHS, "epochs", epochs);
        between(2, MAX_BATCH_SIZE, "batch_size", batchSize);
        InvalidRecipe.unless(weightDecay >= 0 && weightDecay <= 1, "weight_decay", "from 0 to 1", weightDecay);
        InvalidRecipe.unless(
                labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "from 0 to below 1", labelSmoothing);
        fits(schedule, epochs);
    }

    private static void between(int least, int most, String field, int value) {
        InvalidRecipe.unless(value >= least && value <= most, field, "from " + least + " to " + most, value);
    }

    private static void fits(ScheduleSpec schedule, int epochs) {
        InvalidRecipe.unless(
                schedule.warmupEpochs() < epochs,
                "schedule.warmup_epochs",
                "fewer than the " + epochs + " epochs of the run",
                schedule.warmupEpochs());
        if (schedule instanceof ScheduleSpec.Step step && !step.milestones().isEmpty()) {
            InvalidRecipe.unless(
                    step.milestones().getLast() <= epochs,
                    "schedule.milestones",
                    "at most the " + epochs + " epochs of the run",
                    step.milestones());
        }
    }
}
