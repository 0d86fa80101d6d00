package io.resforge.trainer.backend.process;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.TrainingRun;
import io.resforge.trainer.backend.process.DeadWorkers.RunRetry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Launches the runs that wait, as far as the launcher has room: first those that lost their worker, then by their submission. */
final class WaitingRuns {

    private static final Logger LOG = Logger.getLogger(WaitingRuns.class);

    private final RunStore store;
    private final WorkerLauncher launcher;
    private final int attempts;

    /** Why the newest launch of a run came to nothing, where this control plane made it. */
    private final Map<String, NotStarted> notStarted = new HashMap<>();

    private Optional<String> obstacle = Optional.empty();

    /** @param attempts how often a run may be launched */
    WaitingRuns(RunStore store, WorkerLauncher launcher, int attempts) {
        this.store = store;
        this.launcher = launcher;
        this.attempts = attempts;
    }

    /** Why the worker of a launch could not be started, if this control plane tried in vain. */
    Optional<String> whyNotStarted(String runId, RunAttempt launch) {
        return Optional.ofNullable(notStarted.get(runId))
                .filter(it -> it.attempt() == launch.attempt())
                .map(NotStarted::reason);
    }

    /**
     * Launches what there is room for; nothing as long as no worker can be started, which costs no run an attempt.
     *
     * @param retries runs whose worker is gone
     * @param waiting runs that never had one, the oldest first
     * @param working runs that have been launched, by any control plane, those of the retries too
     */
    void launch(List<RunRetry> retries, List<TrainingRun> waiting, List<TrainingRun> working) {
        long room = launcher.capacity() - workingHere(retries, working);
        if (room <= 0 || retries.isEmpty() && waiting.isEmpty() || isObstructed()) {
            return;
        }
        for (RunRetry retry : retries) {
            RunAttempt gone = retry.gone();
            RunAttempt claim = launcher.claim().as(gone.attempt() + 1, gone.attempts(), retry.reason());
            if (room > 0 && launch(retry.run(), claim)) {
                room--;
            }
        }
        for (TrainingRun run : waiting) {
            if (room > 0 && launch(run, launcher.claim().as(1, attempts, null))) {
                room--;
            }
        }
    }

    private boolean isObstructed() {
        Optional<String> now = launcher.obstacle();
        if (!now.equals(obstacle)) {
            // Once an obstacle: it may last for hours.
            LOG.warn(now.map(reason -> "No worker can be started, which is tried again: " + reason)
                    .orElse("Workers can be started again"));
            obstacle = now;
        }
        return now.isPresent();
    }

    private long workingHere(List<RunRetry> retries, List<TrainingRun> working) {
        RunAttempt claim = launcher.claim();
        List<TrainingRun> lost = retries.stream().map(RunRetry::run).toList();
        return working.stream()
                .filter(run -> !lost.contains(run))
                .map(run -> run.launch().orElseThrow())
                .filter(launch -> launch.launcher().equals(claim.launcher())
                        && launch.host().equals(claim.host()))
                .count();
    }

    /** Whether a worker was started. */
    private boolean launch(TrainingRun run, RunAttempt claim) {
        // One of several control planes gets the claim; a run that ended while it waited needs no worker.
        if (store.end(run.id()).isPresent()
                || !store.claim(run.id(), claim)
                || store.end(run.id()).isPresent()) {
            return false;
        }
        if (!store.isThere(run.spec())) {
            store.deleteLeftovers(run.id());
            return false;
        }
        try {
            RunAttempt launch = launcher.launch(run, claim);
            String attempt = claim.attempt() == 1
                    ? ""
                    : String.format(Locale.ROOT, ", %s after: %s", claim.words(), claim.after());
            LOG.infof("Run %s: launched as process %d%s", run.id(), launch.pid(), attempt);
            store.launched(run.id(), launch);
            notStarted.remove(run.id());
            return true;
        } catch (IOException e) {
            String reason = "the worker could not be started: " + e.getMessage();
            LOG.errorf("Run %s, %s: %s", run.id(), claim.words(), reason);
            notStarted.put(run.id(), new NotStarted(claim.attempt(), reason));
            return false;
        }
    }

    private record NotStarted(int attempt, String reason) {}
}
