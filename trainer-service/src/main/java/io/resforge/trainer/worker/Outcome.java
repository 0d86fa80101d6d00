package io.resforge.trainer.worker;

import io.resforge.registry.run.RunEnd;

/** What came of a worker's work. */
sealed interface Outcome {

    /** A version was published. */
    record Succeeded(RunEnd.Result result) implements Outcome {}

    /**
     * It failed.
     *
     * @param reason one sentence for the user
     * @param again whether the same may succeed another time
     */
    record Failed(String reason, boolean again) implements Outcome {}

    /** Somebody else ended the run, who records that, or took it over. */
    record Ended() implements Outcome {}

    /** This process is being stopped; the run goes on in another. */
    record Stopped() implements Outcome {}
}
