package io.resforge.trainer.control;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.launcher.JobLauncher;
import io.resforge.trainer.run.TrainingRun;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** Launches the runs that wait, in the order of their submission, as far as the launcher has room. */
final class WaitingRuns {

    private static final Logger LOG = Logger.getLogger(WaitingRuns.class);

    private final Runs store;
    private final JobLauncher launcher;
    private final Clock clock;

    WaitingRuns(Runs store, JobLauncher launcher, Clock clock) {
        this.store = store;
        this.launcher = launcher;
        this.clock = clock;
    }

    /**
     * Launches what there is room for.
     *
     * @param waiting the oldest first
     * @param working runs that have been launched, by any control plane
     */
    void launch(List<TrainingRun> waiting, List<TrainingRun> working) {
        Launch claim = launcher.claim();
        long room = launcher.capacity()
                - working.stream().filter(run -> isOurs(run, claim)).count();
        for (TrainingRun run : waiting) {
            if (room <= 0) {
                return;
            }
            if (launch(run)) {
                room--;
            }
        }
    }

    private static boolean isOurs(TrainingRun run, Launch claim) {
        Launch launch = run.launch().orElseThrow();
        return launch.launcher().equals(claim.launcher()) && launch.host().equals(claim.host());
    }

    /** Whether a worker was started. */
    private boolean launch(TrainingRun run) {
        Launch claim = launcher.claim();
        // One of several control planes gets the claim; a run that was cancelled while it waited needs no worker.
        if (!store.claim(run.id(), claim) || store.end(run.id()).isPresent()) {
            return false;
        }
        try {
            Launch launch = launcher.launch(run, claim);
            LOG.infof("Run %s: launched as process %d", run.id(), launch.pid());
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
