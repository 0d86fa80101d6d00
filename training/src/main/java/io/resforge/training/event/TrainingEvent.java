package io.resforge.training.event;

import io.resforge.network.torch.Precision;
import java.time.Duration;

/** What happens in a run, in order. Epochs and steps count from 1; accuracies are shares from 0 to 1. */
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

    /** An epoch begins. */
    record EpochStarted(int epoch) implements TrainingEvent {}

    /** Some steps of an epoch are done; loss and accuracy are means over the epoch so far. */
    record StepsDone(
            int epoch,
            int step,
            int steps,
            double loss,
            double accuracy,
            double imagesPerSecond,
            Duration timeLeft,
            double learningRate)
            implements TrainingEvent {}

    /** An epoch is over, and the held-out images were classified. */
    record EpochFinished(
            int epoch,
            double trainingLoss,
            double trainingAccuracy,
            double heldOutLoss,
            double heldOutAccuracy,
            double learningRate,
            double imagesPerSecond,
            boolean best)
            implements TrainingEvent {}

    /** The weights of the best epoch so far were kept. */
    record CheckpointSaved(int epoch, double heldOutAccuracy) implements TrainingEvent {}

    /** All epochs are over, and the test images, if there are any, were classified by the best weights. */
    record RunFinished(int bestEpoch, double heldOutAccuracy, Double testAccuracy) implements TrainingEvent {}
}
