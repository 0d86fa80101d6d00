package io.resforge.training.batch;

/** Preparing a batch failed; the cause says how. */
public final class BatchFailure extends RuntimeException {

    BatchFailure(Throwable cause) {
        super("cannot prepare the next batch: " + cause, cause);
    }
}
