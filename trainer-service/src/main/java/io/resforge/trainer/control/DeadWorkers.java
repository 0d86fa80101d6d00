package io.resforge.trainer.control;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.launcher.JobLauncher;
import io.resforge.trainer.launcher.Liveness;
import io.resforge.trainer.run.TrainingRun;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Records the end of runs whose worker died without recording it, or hangs. */
final class DeadWorkers {

    private static final Logger LOG = Logger.getLogger(DeadWorkers.class);

    private final Runs store;
    private final JobLauncher launcher;
    private final Silence silence;
    private final Supervisor.Patience patience;
    private final Clock clock;

    DeadWorkers(Runs store, JobLauncher launcher, Silence silence, Supervisor.Patience patience, Clock clock) {
        this.store = store;
        this.launcher = launcher;
        this.silence = silence;
        this.patience = patience;
        this.clock = clock;
    }

    /** Looks after the worker of each of these runs, of which none has ended. */
    void record(List<TrainingRun> working) {
        silence.forgetAllBut(working);
        for (TrainingRun run : working) {
            look(run, run.launch().orElseThrow());
        }
    }

    private void look(TrainingRun run, Launch launch) {
        Duration silent = silence.of(run);
        switch (launcher.liveness(run.id(), launch)) {
            case Liveness.Alive _ -> {
                if (isTooLong(silent)) {
                    end(
                            run,
                            "the worker process %d lives, but nothing was heard of it for %d s; it was killed"
                                    .formatted(launch.pid(), patience.silence().toSeconds()));
                    // Or it would hold up the runs that wait, as long as it hangs.
                    launcher.stop(run.id(), launch);
                }
            }
            case Liveness.Gone(String reason) -> end(run, reason);
            case Liveness.Unseen _ -> reasonToGiveUp(run, launch, silent).ifPresent(reason -> end(run, reason));
        }
    }

    private boolean isTooLong(Duration silent) {
        return silent.compareTo(patience.silence()) >= 0;
    }

    private Optional<String> reasonToGiveUp(TrainingRun run, Launch launch, Duration silent) {
        boolean neverStarted = launch.pid() == 0 && run.status().isEmpty();
        if (neverStarted) {
            return silent.compareTo(patience.start()) >= 0
                    ? Optional.of("the control plane stopped, or lost its store, while it was starting the worker;"
                            + " please submit the run again")
                    : Optional.empty();
        }
        return isTooLong(silent)
                ? Optional.of("nothing was heard of the worker on %s for %d s"
                        .formatted(launch.host(), patience.silence().toSeconds()))
                : Optional.empty();
    }

    private void end(TrainingRun run, String reason) {
        RunEnd end = new RunEnd(RunEnd.Outcome.FAILED, reason, null, clock.instant());
        // False where the worker recorded its end itself, and is gone for that reason.
        if (store.end(run.id(), end)) {
            LOG.warnf("Run %s failed: %s", run.id(), reason);
        }
    }
}
