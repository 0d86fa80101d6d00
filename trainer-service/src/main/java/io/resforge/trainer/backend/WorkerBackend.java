package io.resforge.trainer.backend;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.trainer.backend.RunRefused.RunAlreadyExists;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Starts, stops and observes workers: processes of this machine, or Jobs of a cluster. A worker does not depend on the life of a control
 * plane and reports to the store only, so that several control planes over one store and one backend give the same answers.
 */
public interface WorkerBackend {

    /**
     * What stands in the way of a new run here, such as a data set that is not there; empty if nothing does.
     *
     * @throws UnsupportedOperation if nothing of this kind can be trained here
     */
    List<Violation> objections(Submission request);

    /** Why no worker can be started at this moment, in words; empty if nothing is in the way, or each run's own state tells it. */
    Optional<String> obstacle();

    /**
     * Sees to it that a run gets a worker; called before the run is recorded, and again for one that has not ended.
     *
     * @param spec of the run, as it is recorded
     * @param known whether it was recorded before
     * @throws InvalidInput if it cannot be trained here
     * @throws RunAlreadyExists if the id is not free
     */
    Start start(Submission request, RunSpec spec, boolean known);

    /**
     * Takes the worker of a live run away until {@link #resume}.
     *
     * @throws UnsupportedOperation if the run has no worker that could be taken away from it alone
     */
    void suspend(String runId);

    /**
     * Lets a live run go on; nothing changes for one that is not suspended.
     *
     * @throws UnsupportedOperation as for {@link #suspend}
     */
    void resume(String runId);

    /** Prepares for an end that is about to be recorded, by which the worker is not to publish any more. */
    void ending(RunView run, RunEnd end);

    /** Stops the worker of a run whose end is recorded. */
    void stop(String runId);

    /** Removes what there is of a run that has ended, but for what the store has. */
    void remove(String runId);

    /** Describes a run; empty if there is none. */
    Optional<RunView> observe(String runId);

    /** Describes a run of the store's list, as far as it is known without questions to others than the store; empty if it cannot be read. */
    Optional<RunView> observe(SubmissionEntry listed);

    /**
     * The runs that this backend knows by itself.
     *
     * @param listed the ids of the runs that the store lists
     */
    List<Seen> seen(Set<String> listed);

    /**
     * Opens what the workers of a run print, for one reader who closes it.
     *
     * @param tail only so many of the last lines; empty for all
     * @param follow whether to go on until the run ends
     * @param ended tells whether it has
     * @throws UnsupportedOperation if the run itself has no worker
     */
    RunLog log(String runId, OptionalInt tail, boolean follow, BooleanSupplier ended);

    /**
     * A start whose run is not recorded yet.
     *
     * @param isNew whether the backend lets exactly one caller have an id, and this one has it
     * @param recorded called when the run is recorded by this caller
     * @param takeBack called when another run was recorded under this id
     */
    record Start(boolean isNew, Runnable recorded, Runnable takeBack) {

        /** There was nothing to do. */
        public static final Start NONE = new Start(false, () -> {}, () -> {});
    }

    /**
     * A run as a backend knows it.
     *
     * @param submittedAt by which it is listed
     * @param view describes it when it is asked for; gives nothing if it cannot be read
     */
    record Seen(String runId, Instant submittedAt, Supplier<Optional<RunView>> view) {}

    /** What the workers of a run print, read by one reader. */
    public interface RunLog extends AutoCloseable {

        /** The lines that came since the last call, at most so many that they make a message; waits for none. */
        Lines read();

        /** Stops reading. */
        @Override
        void close();

        /**
         * Some lines of one worker.
         *
         * @param lines without line ends; empty if there are no new ones
         * @param worker the name of the pod or process that printed them; empty if there are none
         * @param last whether none will follow
         */
        record Lines(List<String> lines, String worker, boolean last) {

            public Lines {
                lines = List.copyOf(lines);
            }

            /** Nothing new, and more may come. */
            public static Lines none() {
                return new Lines(List.of(), "", false);
            }

            /** The end. */
            public static Lines end() {
                return new Lines(List.of(), "", true);
            }
        }
    }
}
