package io.resforge.trainer.worker;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.RunSuspension;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Records how a worker's work ended, says so, and chooses what its process ends with. */
final class RunConclusion {

    private final RunStore runs;
    private final SnapshotFiles snapshots;
    private final ClaimedRun claimed;
    private final TrainingWorker.Settings settings;
    private final Clock clock;
    private final WorkerLog log;

    RunConclusion(ObjectStore store, ClaimedRun claimed, TrainingWorker.Settings settings, Clock clock, WorkerLog log) {
        this.runs = new RunStore(store);
        this.snapshots = new SnapshotFiles(store, claimed.runId(), clock);
        this.claimed = claimed;
        this.settings = settings;
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
                Thread.sleep(settings.exactly().orElse(Duration.ZERO));
            } else {
                StoreRetries.lasting(settings.storeTimeout(), log).run(() -> runs.hold(claimed.runId(), hold));
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
            StoreRetries.lasting(settings.storeTimeout(), log)
                    .run(() -> runs.end(claimed.runId(), new RunEnd(outcome, message, result, clock.instant())));
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
}
