package io.resforge.training.recipe;

import io.resforge.network.resnet.Architecture;
import io.resforge.network.torch.Precision;

/**
 * How to train: all that decides the weights besides the images and the number of threads.
 *
 * @param architecture the network
 * @param epochs how often to go through the training images, at least 1
 * @param batchSize images a step, at least 2
 * @param optimizer how the weights move
 * @param schedule how the learning rate moves
 * @param weightDecay L2 on kernels, at least 0
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
        long seed) {}
