package io.resforge.trainer.worker;

import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.contract.ExitCode;

/** What came of a worker's work. */
sealed interface WorkerOutcome {

    /** A version was published. */
    record Succeeded(RunEnd.Result result) implements WorkerOutcome {}

    /**
     * It failed.
     *
     * @param reason one sentence for the user
     * @param code what the process ends with, which tells whether another try makes sense
     */
    record Failed(String reason, ExitCode code) implements WorkerOutcome {}

    /** The run was ended elsewhere, or another worker took it over. */
    record Ended() implements WorkerOutcome {}

    /** This process is being stopped; the run goes on in another. */
    record Stopped() implements WorkerOutcome {}

    /** It may only go on exactly, and cannot here; the reason says what differs. */
    record Waits(String reason) implements WorkerOutcome {}

    /** What a worker ends with that has nothing to do, since its run has ended. */
    static ExitCode codeOfEnded(RunEnd.Outcome end) {
        return switch (end) {
            case SUCCEEDED -> ExitCode.OK;
            case FAILED, CANCELLED -> ExitCode.FUTILE;
        };
    }
}
