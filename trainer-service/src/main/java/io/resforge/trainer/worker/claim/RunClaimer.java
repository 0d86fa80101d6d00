package io.resforge.trainer.worker.claim;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.WorkerPods;
import io.resforge.trainer.worker.request.BadInput;
import io.resforge.trainer.worker.request.RunHasEnded;
import java.time.Clock;

/** How this process becomes the worker of a run. */
public interface RunClaimer {

    /**
     * Takes a run.
     *
     * @throws RunHasEnded if there is nothing left to do
     * @throws BadInput if it is another process's
     * @throws StoreFailure if the store fails
     * @throws DamagedObject if what the store has of it cannot be read
     */
    ClaimedRun take(RunSpec spec);

    /** The claimer for a place. */
    static RunClaimer at(WorkerHost place, RunStore runs, Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        return switch (place) {
            case WorkerHost.OnMachine(String host) -> new ProcessRunClaimer(runs, host, self, clock);
            case WorkerHost.InPod pod -> new PodRunClaimer(runs, pod, self, clock);
        };
    }

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
}
