package io.resforge.trainer.control;

import io.resforge.registry.run.RunStore;
import io.resforge.trainer.run.RunView;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries a request with an id out once. A client that heard no answer sends it again; if somebody else changed the run meanwhile, that
 * must not be undone. It is noted after it was carried out: one that was cut off between is repeated, which changes nothing as long as
 * nobody else comes between.
 */
public final class IdempotentRequests {

    private final RunStore store;
    private final ControlPlane control;

    public IdempotentRequests(RunStore store, ControlPlane control) {
        this.store = store;
        this.control = control;
    }

    /**
     * Changes a run, unless this request did before.
     *
     * @param requestId empty for one that is carried out each time
     * @return the run as it is then
     */
    public RunView once(String runId, Optional<String> requestId, Supplier<RunView> change) {
        if (requestId.isEmpty()) {
            return change.get();
        }
        if (store.isDone(runId, requestId.get())) {
            return control.run(runId);
        }
        RunView changed = change.get();
        store.done(runId, requestId.get());
        return changed;
    }
}
