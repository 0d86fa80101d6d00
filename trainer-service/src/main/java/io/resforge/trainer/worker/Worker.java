package io.resforge.trainer.worker;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Works on one run, from its spec in the store to its end in the store. All of training happens on the calling thread, since PyTorch
 * is fastest when only one thread ever uses it.
 */
final class Worker {

    private final Settings settings;
    private final Runs runs;
    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final Clock clock;
    private final WorkerLog log;
    private final Stop stop = new Stop();
    private volatile boolean assigned;

    Worker(ObjectStore store, Settings settings, Clock clock, WorkerLog log) {
        this.settings = settings;
        this.runs = new Runs(store);
        this.checkpoints = new Checkpoints(store, clock);
        this.promotions = new Promotions(store, clock);
        this.clock = clock;
        this.log = log;
    }

    /** Works on a run until it has ended. */
    ExitCode work(String runId) {
        RunSpec spec;
        try {
            spec = new Assignment(runs, settings.host(), ProcessHandle.current(), clock).take(runId);
        } catch (BadInput | DamagedObject | IllegalArgumentException e) {
            log.say("error: %s", e.getMessage());
            return ExitCode.BAD_INPUT;
        } catch (StoreFailure e) {
            log.say("error: %s", e.getMessage());
            return ExitCode.FAILURE;
        }
        assigned = true;
        log.say("run %s for model %s", runId, spec.model());
        return conclude(runId, work(spec));
    }

    /** Asks for an early end; {@link #work} then returns after the step under way. */
    void stop() {
        stop.request();
    }

    /** Records that this process was stopped, unless the run is another's or has ended otherwise. */
    void recordStop(String runId) {
        if (!assigned) {
            return;
        }
        try {
            end(runId, RunEnd.Outcome.FAILED, "the worker was stopped (SIGTERM)", null);
        } catch (StoreFailure e) {
            log.say("error: that the worker was stopped is not recorded: %s", e.getMessage());
        }
    }

    private Outcome work(RunSpec spec) {
        Runnable ended = () -> {
            if (stop.request()) {
                log.say("the run was ended by somebody else");
            }
        };
        try (Reporter reporter = new Reporter(runs, spec.runId(), settings.reportInterval(), clock, log, ended)) {
            reporter.start();
            Trained trained = train(spec, new Events(reporter, log));
            return publish(trained);
        } catch (InterruptedException e) {
            return new Outcome.Stopped();
        } catch (RuntimeException | Error failure) {
            return outcome(failure);
        }
    }

    private Trained train(RunSpec spec, Events events) throws InterruptedException {
        stop.trainingBegins();
        try {
            return new TrainingJob(checkpoints, settings.threads(), log).train(spec, events);
        } finally {
            stop.trainingIsOver();
        }
    }

    private Outcome publish(Trained trained) {
        String runId = trained.spec().runId();
        var retries = StoreRetries.lasting(settings.storePatience(), log);
        BooleanSupplier ended = () -> retries.get(() -> runs.end(runId)).isPresent();
        if (ended.getAsBoolean()) {
            return new Outcome.Stopped();
        }
        Publication publication = new Publication(checkpoints, promotions, retries);
        Manifest published = publication.publish(trained);
        // Asked again, since a store that was down may have held that up for minutes.
        return ended.getAsBoolean() ? new Outcome.Stopped() : new Outcome.Succeeded(publication.promote(published, trained.result()));
    }

    private Outcome outcome(Throwable failure) {
        if (stop.isRequested()) {
            // Whatever failed, failed because of the interruption.
            return new Outcome.Stopped();
        }
        return Failures.known(failure).orElseGet(() -> {
            log.trace(failure);
            return Failures.unknown(failure);
        });
    }

    private ExitCode conclude(String runId, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(RunEnd.Result result) -> {
                String message = "published version %s of %s, %s: %s"
                        .formatted(
                                result.version(),
                                result.model(),
                                result.promoted() ? "promoted" : "not promoted",
                                result.decision());
                log.say("%s", message);
                yield record(runId, RunEnd.Outcome.SUCCEEDED, message, result) ? ExitCode.OK : ExitCode.FAILURE;
            }
            case Outcome.Failed(String reason, boolean again) -> {
                log.say("failed: %s", reason);
                record(runId, RunEnd.Outcome.FAILED, reason, null);
                yield again ? ExitCode.FAILURE : ExitCode.BAD_INPUT;
            }
            case Outcome.Stopped _ -> {
                log.say("stopped");
                yield ExitCode.FAILURE;
            }
        };
    }

    /** Records the end, however long the store takes within reason; false if it could not be. */
    private boolean record(String runId, RunEnd.Outcome outcome, String message, RunEnd.Result result) {
        try {
            StoreRetries.lasting(settings.storePatience(), log).run(() -> end(runId, outcome, message, result));
            return true;
        } catch (StoreFailure e) {
            log.say("error: the end of the run is not recorded: %s", e.getMessage());
            return false;
        }
    }

    private void end(String runId, RunEnd.Outcome outcome, String message, RunEnd.Result result) {
        runs.end(runId, new RunEnd(outcome, message, result, clock.instant()));
    }

    /**
     * How a worker works.
     *
     * @param threads that one operation of PyTorch is spread over
     * @param host name of this machine
     * @param reportInterval between two reports to the store
     * @param storePatience for how long a failing store is tried again before the run fails too
     */
    record Settings(int threads, String host, Duration reportInterval, Duration storePatience) {}
}
