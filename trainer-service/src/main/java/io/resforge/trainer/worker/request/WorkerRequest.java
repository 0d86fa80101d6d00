package io.resforge.trainer.worker.request;

import io.resforge.trainer.contract.RunRequest;
import java.util.Optional;

/**
 * What a worker is started for.
 *
 * @param runId the run
 * @param recipe the name of a recipe that comes with the program, or {@value #INLINE}
 * @param request what is asked for; empty where the store has the run already
 */
public record WorkerRequest(String runId, String recipe, Optional<RunRequest> request) {

    /** Stands for a recipe without a name of its own. */
    public static final String INLINE = "inline";

    /** Work on a run that the store has. */
    public static WorkerRequest stored(String runId) {
        return new WorkerRequest(runId, INLINE, Optional.empty());
    }
}
