package io.resforge.trainer.control;

import io.resforge.registry.run.Launch;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.trainer.launcher.JobLauncher;
import io.resforge.trainer.launcher.Liveness;
import io.resforge.trainer.run.TrainingRun;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Records the end of runs whose worker died without recording it. */
final class DeadWorkers {

    private static final Logger LOG = Logger.getLogger(DeadWorkers.class);

    private final Runs store;
    private final JobLauncher launcher;
    private final Silence silence;
    private final Clock clock;

    DeadWorkers(Runs store, JobLauncher launcher, Silence silence, Clock clock) {
        this.store = store;
        this.launcher = launcher;
        this.silence = silence;
        this.clock = clock;
    }

    /** Looks after the worker of each of these runs, of which none has ended. */
    void record(List<TrainingRun> working) {
        silence.forgetAllBut(working);
        for (TrainingRun run : working) {
            causeOfDeath(run).ifPresent(reason -> end(run, reason));
        }
    }

    private Optional<String> causeOfDeath(TrainingRun run) {
        Launch launch = run.launch().orElseThrow();
        return switch (launcher.liveness(run.id(), launch)) {
            case Liveness.Alive _ -> Optional.empty();
            case Liveness.Gone(String reason) -> Optional.of(reason);
            case Liveness.Unseen _ -> silence.tooLong(run, launch);
        };
    }

    private void end(TrainingRun run, String reason) {
        RunEnd end = new RunEnd(RunEnd.Outcome.FAILED, reason, null, clock.instant());
        // False where the worker recorded its end itself, and is gone for that reason.
        if (store.end(run.id(), end)) {
            LOG.warnf("Run %s failed: %s", run.id(), reason);
        }
    }
}
