package io.resforge.inference.batching;

import java.time.Duration;

/**
 * How batches are made.
 *
 * @param maxImages most images computed at once, at least 1
 * @param maxDelay longest that an image waits for company while every worker is busy, at least 0
 * @param queueCapacity most images that wait, from their arrival to a worker's taking them; at least {@code maxImages}
 * @param workers threads that compute, at least 1
 */
public record BatchLimits(int maxImages, Duration maxDelay, int queueCapacity, int workers) {

    public BatchLimits {
        if (maxImages < 1) {
            throw new IllegalArgumentException("a batch takes at least 1 image, was " + maxImages);
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("the longest delay of a batch must not be negative, was " + maxDelay);
        }
        if (queueCapacity < maxImages) {
            throw new IllegalArgumentException("the queue must take at least one full batch of " + maxImages
                    + " images, its capacity was " + queueCapacity);
        }
        if (workers < 1) {
            throw new IllegalArgumentException("at least 1 worker must compute, was " + workers);
        }
    }
}
