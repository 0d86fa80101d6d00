package io.resforge.inference.batching;

/**
 * A part of a job that goes into one batch.
 *
 * @param first index of its first image in the job
 * @param count its images, at most a full batch
 */
record Chunk(PendingCall job, int first, int count) {

    /** Whether it is the first of its job. */
    boolean begins() {
        return first == 0;
    }

    /** This chunk and the one behind it. */
    Chunk with(Chunk next) {
        return new Chunk(job, first, count + next.count);
    }
}
