package io.resforge.trainer.backend.process;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/** Finds runs whose worker died without recording their end, or hangs: they go on in another worker, or have failed. */
final class DeadWorkers {

    private static final Logger LOG = Logger.getLogger(DeadWorkers.class);

    private final RunStore store;
    private final WorkerLauncher launcher;
    private final HeartbeatAge silence;
    private final Supervisor.Timeout timeout;
    private final Clock clock;
    private final BiFunction<String, RunAttempt, Optional<String>> notStarted;

    /** @param notStarted why the worker of a run's launch could not be started; empty if it was, or that is not known here */
    DeadWorkers(
            RunStore store,
            WorkerLauncher launcher,
            HeartbeatAge silence,
            Supervisor.Timeout timeout,
            Clock clock,
            BiFunction<String, RunAttempt, Optional<String>> notStarted) {
        this.store = store;
        this.launcher = launcher;
        this.silence = silence;
        this.timeout = timeout;
        this.clock = clock;
        this.notStarted = notStarted;
    }

    /**
     * Looks after the worker of each of these runs, of which none has ended. Those that another kind of launcher started are its own to
     * look after: a pod may wait for hours to be scheduled anew.
     *
     * @return the runs that need another worker
     */
    List<RunRetry> look(List<TrainingRun> working) {
        silence.forgetAllBut(working);
        String kind = launcher.claim().launcher();
        return working.stream()
                .filter(run -> run.launch().orElseThrow().launcher().equals(kind))
                .map(run -> look(run, run.launch().orElseThrow()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<RunRetry> look(TrainingRun run, RunAttempt launch) {
        Duration silent = silence.of(run);
        Optional<String> failure = notStarted.apply(run.id(), launch);
        if (failure.isPresent()) {
            return gone(run, launch, failure.get(), true);
        }
        return switch (launcher.liveness(run.id(), launch)) {
            case Liveness.Alive _ -> isTooLong(silent) ? hangs(run, launch) : Optional.empty();
            case Liveness.Gone(String reason, boolean again) -> gone(run, launch, reason, again);
            case Liveness.Stopped(String reason) -> Optional.of(uncounted(run, launch, reason));
            case Liveness.Unseen _ -> reasonToGiveUp(launch, silent).flatMap(reason -> gone(run, launch, reason, true));
        };
    }

    private boolean isTooLong(Duration silent) {
        return silent.compareTo(timeout.silence()) >= 0;
    }

    private static boolean wasHeld(TrainingRun run, RunAttempt launch) {
        return run.hold().filter(hold -> hold.attempt() == launch.attempt()).isPresent();
    }

    private Optional<RunRetry> hangs(TrainingRun run, RunAttempt launch) {
        // Before another begins: or it would hold up the runs that wait, as long as it hangs.
        launcher.stop(run.id(), launch);
        String reason = String.format(
                Locale.ROOT,
                "the worker process %d lived, but nothing was heard of it for %d s; it was killed",
                launch.pid(),
                timeout.silence().toSeconds());
        return gone(run, launch, reason, true);
    }

    private Optional<String> reasonToGiveUp(RunAttempt launch, Duration silent) {
        boolean neverStarted = launch.pid() == 0;
        if (neverStarted) {
            return silent.compareTo(timeout.start()) >= 0
                    ? Optional.of("the control plane stopped, or lost its store, while it was starting the worker")
                    : Optional.empty();
        }
        return isTooLong(silent)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "nothing was heard of the worker on %s for %d s",
                        launch.host(),
                        timeout.silence().toSeconds()))
                : Optional.empty();
    }

    /** Another attempt, which is not one of those that a run has. */
    private static RunRetry uncounted(TrainingRun run, RunAttempt launch, String reason) {
        return new RunRetry(run, launch.as(launch.attempt(), launch.attempts() + 1, launch.after()), reason);
    }

    private Optional<RunRetry> gone(TrainingRun run, RunAttempt launch, String reason, boolean again) {
        if (wasHeld(run, launch)) {
            return Optional.of(uncounted(run, launch, "it was suspended"));
        }
        if (again && launch.mayBeFollowed()) {
            return Optional.of(new RunRetry(run, launch, reason));
        }
        String told =
                launch.attempt() == 1 ? reason : String.format(Locale.ROOT, "%s; that was %s", reason, launch.words());
        // False where the worker recorded its end itself, and is gone for that reason.
        if (store.end(run.id(), new RunEnd(RunEnd.Outcome.FAILED, told, null, clock.instant()))) {
            LOG.warnf("Run %s failed: %s", run.id(), told);
        }
        return Optional.empty();
    }

    /**
     * A run that goes on in another worker.
     *
     * @param run that has no recorded end
     * @param gone its worker until now
     * @param reason why that one is gone, in words
     */
    record RunRetry(TrainingRun run, RunAttempt gone, String reason) {}
}
