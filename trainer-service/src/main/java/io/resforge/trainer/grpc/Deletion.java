package io.resforge.trainer.grpc;

import io.resforge.trainer.control.ControlPlane;
import io.resforge.trainer.control.RunAlreadyEnded;
import io.resforge.trainer.run.UnknownRun;

/** Deletes runs so that the call may be repeated. */
final class Deletion {

    private final ControlPlane control;

    Deletion(ControlPlane control) {
        this.control = control;
    }

    /**
     * Deletes a run.
     *
     * @param force also one that has not ended
     * @return whether there was one
     */
    boolean delete(String runId, boolean force) {
        try {
            if (force && !control.run(runId).state().ended()) {
                cancel(runId);
            }
            control.delete(runId);
            return true;
        } catch (UnknownRun e) {
            return false;
        }
    }

    private void cancel(String runId) {
        try {
            control.cancel(runId, "deleted");
        } catch (RunAlreadyEnded e) {
            // At this very moment; that is as good.
        }
    }
}
