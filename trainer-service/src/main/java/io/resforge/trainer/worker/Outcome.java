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

    /** Somebody else ended the run, or this process is being stopped; whoever did that records it. */
    record Stopped() implements Outcome {}
}
