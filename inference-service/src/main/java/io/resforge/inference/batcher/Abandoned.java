package io.resforge.inference.batcher;

/** Nobody waits for the answer any more, so the images were not computed. */
public final class Abandoned extends RuntimeException {

    public Abandoned() {
        super("the call was cancelled or its deadline passed before its images were computed", null, false, false);
    }
}
