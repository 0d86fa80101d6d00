package io.resforge.inference.batching;

/** The caller has gone, so the images were not computed. */
public final class CallAbandoned extends RuntimeException {

    public CallAbandoned() {
        super("the call was cancelled or its deadline passed before its images were computed", null, false, false);
    }
}
