package io.resforge.inference.models;

import io.resforge.inference.models.ServedModels.NoModelYet;
import java.util.concurrent.CompletableFuture;

/** A model that is loaded when a call names it, and leaves memory again when others need the room. */
public interface ColdModel {

    /**
     * Borrows the live version once there is one. All that wait for a model share one load, which begins now unless it is under way. Who
     * waits no more cancels the future.
     *
     * @return the lease, which must be closed, or a {@link NoModelYet} that says why there is none
     */
    CompletableFuture<Lease> load();

    /** Whether a call can have it loaded; false for a while after that failed. */
    boolean isLoadable();

    /** Notes that a call uses it: of all models that may leave memory, the one that was not used for longest does. */
    void used();

    /** Tries at once what failed, and looks for what is new. */
    void retry();
}
