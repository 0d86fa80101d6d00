package io.resforge.trainer.control;

import io.resforge.registry.run.EpochRecord;
import io.resforge.trainer.request.InvalidInput;
import io.resforge.trainer.request.RunRequest;
import io.resforge.trainer.request.SweepRequest;
import io.resforge.trainer.run.Cursor;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.UnknownRun;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that is done with runs: over child processes on a laptop, over Jobs in a cluster. It keeps nothing that the store or the cluster
 * does not tell, so that several give the same answers. Each method may throw a {@link io.resforge.registry.store.StoreFailure} while the
 * store is away. All but {@link #submit} and {@link #submitSweep} throw {@link UnknownRun} for an id that no run has.
 */
public interface ControlPlane {

    /**
     * Takes a run in. The same request with the same id is answered with the run that is there.
     *
     * @throws InvalidInput if it cannot be trained here
     * @throws RunAlreadyExists if there is another run with this id
     */
    RunView submit(RunRequest request);

    /**
     * Takes all members of a sweep in as one run.
     *
     * @throws InvalidInput if it cannot be trained here
     * @throws RunAlreadyExists if there is another run with this id
     * @throws UnsupportedOperation if there is nothing that trains many members as one
     */
    RunView submitSweep(SweepRequest request);

    /** Describes a run. */
    RunView run(String runId);

    /** The finished epochs of a run after number {@code known}, in order. */
    List<EpochRecord> epochsAfter(String runId, int known);

    /**
     * Some of the runs, the newest first.
     *
     * @param after where the list begins; empty for its beginning
     * @param size at most so many, at least 1
     */
    RunPage list(RunFilter filter, Optional<Cursor> after, int size);

    /**
     * Takes a run's worker away until {@link #resume}; one that is suspended stays so.
     *
     * @throws RunAlreadyEnded if it has ended
     */
    RunView suspend(String runId);

    /**
     * Lets a run go on; one that is not suspended goes on anyway.
     *
     * @throws RunAlreadyEnded if it has ended
     */
    RunView resume(String runId);

    /**
     * Ends a run early; one that was cancelled stays so.
     *
     * @param reason in words; may be empty
     * @throws RunAlreadyEnded if it has ended otherwise
     */
    RunView cancel(String runId, String reason);

    /**
     * Removes a run that has ended, with all that is kept of it but what it published.
     *
     * @throws RunStillLives if it has not ended
     */
    void delete(String runId);

    /**
     * Opens what a run's worker printed, for one reader who closes it.
     *
     * @param tail only so many of the last lines; empty for all
     * @param follow whether to go on until the run ends
     */
    RunLog log(String runId, OptionalInt tail, boolean follow);
}
