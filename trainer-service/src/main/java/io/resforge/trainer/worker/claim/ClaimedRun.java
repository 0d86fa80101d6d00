package io.resforge.trainer.worker.claim;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.trainer.contract.WorkerPods;

/**
 * What a worker was given to do.
 *
 * @param spec the run
 * @param launch the attempt at it that this process is
 */
public record ClaimedRun(RunSpec spec, RunAttempt launch) {

    public String runId() {
        return spec.runId();
    }

    /** Whether Kubernetes starts another worker when this one fails: then a failure that another may survive ends nothing. */
    public boolean isRepeatedByCluster() {
        return launch.launcher().equals(WorkerPods.KIND);
    }
}
