package io.resforge.inference.batching;

/** Nobody waits for the answer any more, so the images were not computed. */
public final class CallAbandoned extends RuntimeException {

    public CallAbandoned() {
        super("the call was cancelled or its deadline passed before its images were computed", null, false, false);
    }
}
