package io.resforge.trainer.worker;

import ai.djl.engine.EngineException;
import dev.failsafe.FailsafeExecutor;
import io.resforge.neuralnet.torch.TorchRuntime.UnusableLibrary;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.dataset.DatasetCache.CacheFailure;
import io.resforge.registry.dataset.StoredDataset.UnknownDataset;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.training.dataset.InvalidDataset;
import io.resforge.training.loop.Diverged;
import io.resforge.training.resume.Snapshot.UnusableSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Records how a worker's work ended, says so, and chooses what its process ends with. */
final class RunConclusion {

    private final RunStore runs;
    private final SnapshotFiles snapshots;
    private final ClaimedRun claimed;
    private final FailsafeExecutor<Object> retries;
    private final Optional<Duration> exactly;
    private final Clock clock;
    private final WorkerLog log;

    /**
     * @param retries how it insists on recording the end
     * @param exactly for how long a pod waits that would not go on exactly; empty where a run goes on anywhere
     */
    RunConclusion(
            ObjectStore store,
            ClaimedRun claimed,
            FailsafeExecutor<Object> retries,
            Optional<Duration> exactly,
            Clock clock,
            WorkerLog log) {
        this.runs = new RunStore(store);
        this.snapshots = new SnapshotFiles(store, claimed.runId(), clock);
        this.claimed = claimed;
        this.retries = retries;
        this.exactly = exactly;
        this.clock = clock;
        this.log = log;
    }

    ExitCode of(WorkerOutcome outcome) {
        return switch (outcome) {
            case WorkerOutcome.Succeeded(RunEnd.Result result) -> succeeded(result);
            case WorkerOutcome.Failed(String reason, ExitCode code) -> failed(reason, code);
            case WorkerOutcome.Ended _ -> ended();
            case WorkerOutcome.Waits(String reason) -> waits(reason);
            case WorkerOutcome.Stopped _ -> {
                log.say("stopped; the run goes on from its last snapshot when it is started again");
                yield ExitCode.TRY_AGAIN;
            }
        };
    }

    private ExitCode succeeded(RunEnd.Result result) {
        String message = String.format(
                Locale.ROOT,
                "published version %s of %s, %s: %s",
                result.version(),
                result.model(),
                result.promoted() ? "promoted" : "not promoted",
                result.decision());
        log.say("%s", message);
        return record(RunEnd.Outcome.SUCCEEDED, message, result) ? ExitCode.OK : ExitCode.FAILURE;
    }

    private ExitCode failed(String reason, ExitCode code) {
        if (code == ExitCode.FAILURE && claimed.isRepeatedByCluster()) {
            log.lastWords("failed: %s; the run has not ended, and another pod may go on with it", reason);
            return code;
        }
        log.lastWords("failed: %s", reason);
        record(RunEnd.Outcome.FAILED, reason, null);
        return code;
    }

    /** On a machine the run is held until a person lets it go on; a pod makes room for one that may be on another node. */
    private ExitCode waits(String reason) {
        log.lastWords("the run waits for a machine that goes on exactly, which this one would not do: %s", reason);
        RunSuspension hold =
                new RunSuspension(true, claimed.launch().attempt(), "it would not go on exactly " + reason);
        try {
            if (claimed.isRepeatedByCluster()) {
                Thread.sleep(exactly.orElse(Duration.ZERO));
            } else {
                retries.run(() -> runs.hold(claimed.runId(), hold));
            }
        } catch (StoreFailure e) {
            log.lastWords("error: that the run waits is not recorded: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.TRY_AGAIN;
    }

    /** The end is another's, who recorded it; or the run is, who took it over. */
    private ExitCode ended() {
        if (isDeleted()) {
            log.lastWords("stopped: the run was deleted");
            return ExitCode.FUTILE;
        }
        Optional<RunEnd.Outcome> end = end();
        // Those of a run that has failed stay as long as its records: they are what is left of its work.
        if (end.filter(outcome -> outcome != RunEnd.Outcome.FAILED).isPresent()) {
            removeSnapshots();
        }
        log.lastWords("stopped: %s", end.isPresent() ? "the run has ended" : "another worker has the run");
        return end.map(WorkerOutcome::codeOfEnded).orElse(ExitCode.FAILURE);
    }

    /** Whether the run was deleted; what this worker wrote since then goes too. */
    private boolean isDeleted() {
        try {
            if (runs.isThere(claimed.spec())) {
                return false;
            }
            runs.deleteLeftovers(claimed.runId());
            return true;
        } catch (StoreFailure | DamagedObject e) {
            return false;
        }
    }

    private Optional<RunEnd.Outcome> end() {
        try {
            return runs.end(claimed.runId()).map(RunEnd::outcome);
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Records the end, however long the store takes within reason; false if it could not be. */
    private boolean record(RunEnd.Outcome outcome, String message, RunEnd.Result result) {
        if (isDeleted()) {
            log.say("the run was deleted meanwhile");
            return true;
        }
        try {
            retries.run(() -> runs.end(claimed.runId(), new RunEnd(outcome, message, result, clock.instant())));
        } catch (StoreFailure e) {
            log.lastWords("error: the end of the run is not recorded: %s", e.getMessage());
            return false;
        }
        if (outcome == RunEnd.Outcome.SUCCEEDED) {
            removeSnapshots();
        }
        return true;
    }

    /** No worker goes on with a run that has ended. */
    private void removeSnapshots() {
        try {
            snapshots.deleteAll();
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
        }
    }

    /** What came of a worker's work. */
    sealed interface WorkerOutcome {

        /** A version was published. */
        record Succeeded(RunEnd.Result result) implements WorkerOutcome {}

        /**
         * It failed.
         *
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

    /** Says in one sentence why a run failed. */
    static final class RunFailures {

        private static final long MIB = 1 << 20;

        private RunFailures() {}

        /** The failure as an outcome; empty if it is none that is expected. */
        static Optional<WorkerOutcome.Failed> known(Throwable failure) {
            // Some are wrapped by the thread that prepares the batches.
            return causes(failure)
                    .map(RunFailures::one)
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        /** An outcome for what was not expected. */
        static WorkerOutcome.Failed unknown(Throwable failure) {
            String message = failure.getMessage() == null
                    ? ""
                    : ": " + failure.getMessage().lines().findFirst().orElse("");
            return again("unexpected " + failure.getClass().getSimpleName() + message + "; the worker's log has more");
        }

        private static Optional<WorkerOutcome.Failed> one(Throwable failure) {
            return switch (failure) {
                case BadInput e -> Optional.of(badInput(e.getMessage()));
                case InvalidDataset e -> Optional.of(badInput(e.getMessage()));
                case UnknownDataset e -> Optional.of(badInput(e.getMessage()));
                case DamagedObject e -> Optional.of(badInput(e.getMessage()));
                case CacheFailure e -> Optional.of(again(e.getMessage()));
                case UnusableLibrary e -> Optional.of(again(e.getMessage()));
                case InvalidCheckpoint e -> Optional.of(badInput(e.getMessage()));
                case UnusableSnapshot e ->
                    Optional.of(badInput("the run cannot go on from its snapshot: " + e.getMessage()));
                // The same seed takes the same way once more.
                case Diverged e -> Optional.of(new WorkerOutcome.Failed(e.getMessage(), ExitCode.FUTILE));
                case StoreFailure e -> Optional.of(again("the store failed: " + e.getMessage()));
                case OutOfMemoryError e -> Optional.of(again(outOfHeap(e)));
                case EngineException e
                when isOutOfMemory(e) ->
                    Optional.of(again("out of memory: PyTorch could get no more; try a smaller batch"));
                default -> Optional.empty();
            };
        }

        private static String outOfHeap(OutOfMemoryError error) {
            return String.format(
                    Locale.ROOT,
                    "out of memory: %s, of which Java may use %d MiB here; give it more with -Xmx in resforge.worker.java-options, or in JAVA_TOOL_OPTIONS in a cluster",
                    error.getMessage(),
                    Runtime.getRuntime().maxMemory() / MIB);
        }

        private static boolean isOutOfMemory(EngineException failure) {
            String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
            return message.contains("allocate memory") || message.contains("out of memory");
        }

        private static Stream<Throwable> causes(Throwable failure) {
            return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                    .limit(10);
        }

        private static WorkerOutcome.Failed again(String reason) {
            return new WorkerOutcome.Failed(reason, ExitCode.FAILURE);
        }

        private static WorkerOutcome.Failed badInput(String reason) {
            return new WorkerOutcome.Failed(reason, ExitCode.BAD_INPUT);
        }
    }
}
