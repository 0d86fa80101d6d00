package io.resforge.trainer.control;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.launcher.JobLauncher;
import io.resforge.trainer.run.TrainingRun;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Launches the runs that wait, as far as the launcher has room: first those that lost their worker, then by their submission. */
final class WaitingRuns {

    private static final Logger LOG = Logger.getLogger(WaitingRuns.class);

    private final Runs store;
    private final JobLauncher launcher;
    private final int attempts;
    private final Clock clock;

    /** @param attempts how often a run may be launched */
    WaitingRuns(Runs store, JobLauncher launcher, int attempts, Clock clock) {
        this.store = store;
        this.launcher = launcher;
        this.attempts = attempts;
        this.clock = clock;
    }

    /**
     * Launches what there is room for.
     *
     * @param retries runs whose worker is gone
     * @param waiting runs that never had one, the oldest first
     * @param working runs that have been launched, by any control plane, those of the retries too
     */
    void launch(List<Retry> retries, List<TrainingRun> waiting, List<TrainingRun> working) {
        long room = launcher.capacity() - workingHere(retries, working);
        for (Retry retry : retries) {
            Launch gone = retry.gone();
            Launch claim = launcher.claim().as(gone.attempt() + 1, gone.attempts(), retry.reason());
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

    private long workingHere(List<Retry> retries, List<TrainingRun> working) {
        Launch claim = launcher.claim();
        List<TrainingRun> lost = retries.stream().map(Retry::run).toList();
        return working.stream()
                .filter(run -> !lost.contains(run))
                .map(run -> run.launch().orElseThrow())
                .filter(launch -> launch.launcher().equals(claim.launcher())
                        && launch.host().equals(claim.host()))
                .count();
    }

    /** Whether a worker was started. */
    private boolean launch(TrainingRun run, Launch claim) {
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
            Launch launch = launcher.launch(run, claim);
            String attempt = claim.attempt() == 1
                    ? ""
                    : String.format(Locale.ROOT, ", %s after: %s", claim.words(), claim.after());
            LOG.infof("Run %s: launched as process %d%s", run.id(), launch.pid(), attempt);
            store.launched(run.id(), launch);
            return true;
        } catch (IOException e) {
            String reason = "the worker could not be started: " + e.getMessage();
            LOG.errorf("Run %s: %s", run.id(), reason);
            store.end(run.id(), new RunEnd(RunEnd.Outcome.FAILED, reason, null, clock.instant()));
            return false;
        }
    }
}
