package io.resforge.trainer.backend.process;

import static java.util.stream.Collectors.toSet;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
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

    private static boolean wasSuspended(TrainingRun run, RunAttempt launch) {
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
        if (wasSuspended(run, launch)) {
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

    /** A run that goes on in another worker. */
    record RunRetry(TrainingRun run, RunAttempt gone, String reason) {}

    /**
     * How long nothing was heard of workers. It goes by when this control plane itself saw a report change, as leases in Kubernetes do, so
     * that no two clocks are compared and a laptop may sleep.
     */
    static final class HeartbeatAge {

        private final LongSupplier nanoTime;
        private final Map<String, Heard> heard = new HashMap<>();

        HeartbeatAge(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        /** For how long the run's report has been the same; from the first look on. */
        Duration of(TrainingRun run) {
            Instant report = run.status().map(RunStatus::updatedAt).orElse(Instant.EPOCH);
            int attempt = run.launch().map(RunAttempt::attempt).orElse(0);
            Heard current = new Heard(attempt, report, nanoTime.getAsLong());
            Heard last = heard.merge(run.id(), current, (old, now) -> old.saysTheSameAs(now) ? old : now);
            return Duration.ofNanos(current.nanos - last.nanos);
        }

        /** Forgets the workers of other runs. */
        void forgetAllBut(List<TrainingRun> working) {
            Set<String> ids = working.stream().map(TrainingRun::id).collect(toSet());
            heard.keySet().retainAll(ids);
        }

        /** Begins to count anew, after a time in which nothing could be heard. */
        void reset() {
            heard.clear();
        }

        /** Another attempt has its own time, though the last report is still that of the attempt before. */
        private record Heard(int attempt, Instant report, long nanos) {

            boolean saysTheSameAs(Heard other) {
                return attempt == other.attempt && report.equals(other.report);
            }
        }
    }
}
