package io.resforge.inference.batching;

/**
 * The batch in which the last images of a call were computed.
 *
 * @param batch tells it from others
 * @param images of all its calls
 * @param nanos that its engine took
 */
public record Computed(long batch, int images, long nanos) {}
