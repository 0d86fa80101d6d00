package io.resforge.trainer.backend.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.DeadWorkers.HeartbeatAge;
import io.resforge.trainer.backend.process.DeadWorkers.RunRetry;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.RunState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Compares the store with the world, again and again: launches what waits, lets
 * what lost its worker go on in another, and records the end of what cannot. It keeps nothing that the
 * store does not tell, so it may stop at any moment and start anew, and several may work on one store.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Supervisor.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final TrainingRuns runs;
    private final WorkerLauncher launcher;
    private final DeadWorkers deadWorkers;
    private final WaitingRuns waitingRuns;
    private final HeartbeatAge silence;
    private final Duration interval;
    private final Consumer<List<RunView>> seen;
    private final ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("supervisor").daemon().factory());

    private final AtomicBoolean nudged = new AtomicBoolean();
    private int failures;

    /** @param seen gets all runs, the newest first, each time they were looked at */
    public Supervisor(
            RunStore store,
            TrainingRuns runs,
            WorkerLauncher launcher,
            Timeout timeout,
            Clock clock,
            LongSupplier nanoTime,
            Consumer<List<RunView>> seen) {
        this.runs = runs;
        this.launcher = launcher;
        this.silence = new HeartbeatAge(nanoTime);
        this.waitingRuns = new WaitingRuns(store, launcher, 1 + timeout.retries());
        this.deadWorkers = new DeadWorkers(store, launcher, silence, timeout, clock, waitingRuns::whyNotStarted);
        this.interval = timeout.interval();
        this.seen = seen;
        schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Begins. */
    public void start() {
        schedule.execute(this::passAndGoOn);
    }

    /** Looks now rather than at the next turn. */
    public void nudge() {
        try {
            if (nudged.compareAndSet(false, true)) {
                schedule.execute(this::pass);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The supervisor has stopped; the next one will look");
        }
    }

    private void passAndGoOn() {
        try {
            pass();
        } finally {
            if (!schedule.isShutdown()) {
                schedule.schedule(this::passAndGoOn, pause().toMillis(), MILLISECONDS);
            }
        }
    }

    private Duration pause() {
        Duration pause = interval.multipliedBy(1L << Math.min(failures, 10));
        return failures > 0 && pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** One look at all runs. It never throws, since nothing looks again after that. */
    public void pass() {
        nudged.set(false);
        try {
            look();
            if (failures > 0) {
                LOG.info("The store is back; the runs are looked after again");
            }
            failures = 0;
        } catch (StoreFailure e) {
            failed("Cannot look after the runs while the store fails, and will try again: " + e.getMessage(), null);
        } catch (RuntimeException | Error e) {
            failed("Cannot look after the runs, and will try again", e);
        }
    }

    private void failed(String message, Throwable unexpected) {
        failures++;
        silence.reset();
        // Once an outage: it may last for hours.
        if (failures == 1) {
            LOG.error(message, unexpected);
        }
    }

    private void look() {
        List<TrainingRun> all = runs.all();
        List<TrainingRun> live =
                all.stream().filter(run -> !run.state().ended()).toList();
        List<TrainingRun> working = live.stream()
                .filter(run -> run.launch().isPresent() && !run.isSuspended())
                .toList();
        live.stream().filter(TrainingRun::isSuspended).forEach(this::stopWorker);
        List<TrainingRun> waiting =
                live.stream().filter(run -> run.state() == RunState.QUEUED).toList();
        List<RunRetry> retries = deadWorkers.look(working);
        waitingRuns.launch(retries, waiting.reversed(), working);
        seen.accept(all.stream().map(TrainingRun::view).toList());
    }

    /** As when it was launched at the moment that its run was suspended, or by another control plane. */
    private void stopWorker(TrainingRun held) {
        held.launch()
                .filter(launch -> launcher.liveness(held.id(), launch) instanceof Liveness.Alive)
                .ifPresent(launch -> launcher.stop(held.id(), launch));
    }

    /** Ends after the look under way: a launch is finished rather than left half recorded. */
    @Override
    public void close() {
        schedule.shutdown();
        try {
            if (!schedule.awaitTermination(LONGEST_END.toMillis(), MILLISECONDS)) {
                schedule.shutdownNow();
            }
        } catch (InterruptedException e) {
            schedule.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How long things may take, and how often they are tried.
     *
     * @param interval between two looks at the runs
     * @param start of a launch, until its process is known
     * @param silence of a worker, which then counts as dead or hung
     * @param retries how often a run is launched again whose worker is gone
     */
    public record Timeout(Duration interval, Duration start, Duration silence, int retries) {}

    /** Launches the runs that wait, as far as the launcher has room: first those that lost their worker, then by their submission. */
    static final class WaitingRuns {

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
                LOG.infof("Run %s: launched as process %s%s", run.id(), launch.pid(), attempt);
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
}
