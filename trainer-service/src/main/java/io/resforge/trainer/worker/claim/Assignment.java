package io.resforge.trainer.worker.claim;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.worker.order.BadInput;
import io.resforge.trainer.worker.order.RunHasEnded;
import java.time.Clock;

/** How this process becomes the worker of a run. */
public interface Assignment {

    /**
     * Takes a run.
     *
     * @throws RunHasEnded if there is nothing left to do
     * @throws BadInput if it is another process's
     * @throws StoreFailure if the store fails
     * @throws DamagedObject if what the store has of it cannot be read
     */
    Assigned take(RunSpec spec);

    /** The assignment for a place. */
    static Assignment at(Place place, Runs runs, Clock clock) {
        ProcessHandle self = ProcessHandle.current();
        return switch (place) {
            case Place.OnMachine(String host) -> new ProcessAssignment(runs, host, self, clock);
            case Place.InPod pod -> new PodAssignment(runs, pod, self, clock);
        };
    }
}
