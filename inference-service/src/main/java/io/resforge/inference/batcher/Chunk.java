package io.resforge.inference.batcher;

/**
 * A part of a job that goes into one batch.
 *
 * @param first index of its first image in the job
 * @param count its images, at most a full batch
 * @param queuedAt when it joined the queue, by {@link System#nanoTime}
 */
record Chunk(Job job, int first, int count, long queuedAt) {}
