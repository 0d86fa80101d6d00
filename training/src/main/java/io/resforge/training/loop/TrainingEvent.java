package io.resforge.training.loop;

import io.resforge.neuralnet.torch.Precision;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What happens in a run, in order. Epochs and steps count from 1; accuracies are shares from 0 to 1. A step is one batch; the gradient's
 * norm is the mean over the optimizer's steps, before it is clipped.
 */
public sealed interface TrainingEvent {

    /** The data is split and the network built. */
    record RunStarted(
            String architecture,
            long parameters,
            int trainingImages,
            int heldOutImages,
            int testImages,
            int epochs,
            int stepsPerEpoch,
            Precision precision)
            implements TrainingEvent {}

    /** It goes on where an earlier process was: after so many steps of an epoch, which may be none. */
    record Resumed(int epoch, int steps) implements TrainingEvent {}

    /** An epoch begins, or goes on. */
    record EpochStarted(int epoch) implements TrainingEvent {}

    /** Some steps of an epoch are done; score and norm are means over the epoch so far. */
    record StepsDone(
            int epoch,
            int step,
            int steps,
            TrainingScore training,
            double gradientNorm,
            double imagesPerSecond,
            Duration timeLeft,
            double learningRate)
            implements TrainingEvent {}

    /**
     * An epoch is over, and the held-out images were classified.
     *
     * @param flipAccuracy share of the held-out images classified correctly by the mean of the logits of each and of its mirror image, if
     *     that was asked for
     * @param learningRate of the last step
     * @param imagesPerSecond that were trained on
     * @param timeLeft until all epochs and the test are over
     * @param best whether its weights are kept: it is better on the held-out images than all epochs before, or it is the recipe's last and no
     *     epoch before is better by more than chance on so few of them
     */
    record EpochFinished(
            int epoch,
            TrainingScore training,
            TrainingScore heldOut,
            OptionalDouble flipAccuracy,
            double gradientNorm,
            double learningRate,
            double imagesPerSecond,
            Duration timeLeft,
            boolean best)
            implements TrainingEvent {}

    /** The weights of this epoch were kept, and those of the epoch that was the best before were not. */
    record CheckpointSaved(int epoch, double heldOutAccuracy) implements TrainingEvent {}

    /** The held-out images have not got better for long enough: no further epoch follows this one. */
    record StoppedEarly(int epoch) implements TrainingEvent {}

    /**
     * All epochs are over, and the test images, if there are any, were classified by the weights that were kept last.
     *
     * @param testFlipAccuracy by the mean of the logits of each image and its mirror image, if asked for
     * @param testSixViewAccuracy by the mean over six views of each image, if asked for
     */
    record RunFinished(
            int bestEpoch,
            double heldOutAccuracy,
            OptionalDouble testAccuracy,
            OptionalDouble testFlipAccuracy,
            OptionalDouble testSixViewAccuracy)
            implements TrainingEvent {}

    /**
     * How well images were classified.
     *
     * @param loss mean cross-entropy of an image, with the label smoothing and the mixing that it was trained with if it was
     * @param accuracy share classified correctly, from 0 to 1
     * @param top5 share whose class was among the five with the highest logits, from 0 to 1
     */
    record TrainingScore(double loss, double accuracy, double top5) {}
}
