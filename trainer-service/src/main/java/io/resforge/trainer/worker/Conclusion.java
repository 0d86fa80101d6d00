package io.resforge.trainer.worker;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.process.ExitCode;
import io.resforge.trainer.worker.claim.Assigned;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Records how a worker's work ended, says so, and chooses what its process ends with. */
final class Conclusion {

    private final Runs runs;
    private final SnapshotFiles snapshots;
    private final Assigned assigned;
    private final Duration storePatience;
    private final Clock clock;
    private final WorkerLog log;

    Conclusion(ObjectStore store, Assigned assigned, Duration storePatience, Clock clock, WorkerLog log) {
        this.runs = new Runs(store);
        this.snapshots = new SnapshotFiles(store, assigned.runId(), clock);
        this.assigned = assigned;
        this.storePatience = storePatience;
        this.clock = clock;
        this.log = log;
    }

    ExitCode of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(RunEnd.Result result) -> succeeded(result);
            case Outcome.Failed(String reason, ExitCode code) -> failed(reason, code);
            case Outcome.Ended _ -> ended();
            case Outcome.Stopped _ -> {
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
        if (code == ExitCode.FAILURE && assigned.isRepeatedByCluster()) {
            log.lastWords("failed: %s; the run has not ended, and another pod may go on with it", reason);
            return code;
        }
        log.lastWords("failed: %s", reason);
        record(RunEnd.Outcome.FAILED, reason, null);
        return code;
    }

    /** The end is another's, who recorded it; or the run is, who took it over. */
    private ExitCode ended() {
        Optional<RunEnd.Outcome> end = end();
        if (end.isPresent()) {
            removeSnapshots();
        }
        log.lastWords("stopped: %s", end.isPresent() ? "the run has ended" : "another worker has the run");
        return end.map(Outcome::codeOfEnded).orElse(ExitCode.FAILURE);
    }

    private Optional<RunEnd.Outcome> end() {
        try {
            return runs.end(assigned.runId()).map(RunEnd::outcome);
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
            return Optional.empty();
        }
    }

    /** Records the end, however long the store takes within reason; false if it could not be. */
    private boolean record(RunEnd.Outcome outcome, String message, RunEnd.Result result) {
        try {
            StoreRetries.lasting(storePatience, log)
                    .run(() -> runs.end(assigned.runId(), new RunEnd(outcome, message, result, clock.instant())));
        } catch (StoreFailure e) {
            log.lastWords("error: the end of the run is not recorded: %s", e.getMessage());
            return false;
        }
        removeSnapshots();
        return true;
    }

    /** Nobody goes on with a run that has ended. */
    private void removeSnapshots() {
        try {
            snapshots.deleteAll();
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
        }
    }
}
