package io.resforge.trainer.worker;

import io.resforge.network.torch.ComputeDevice;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.registry.run.SnapshotFiles;
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

    /** The rest of what a process has between being asked to stop and being killed is for the step under way. */
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(15);

    private final ObjectStore store;
    private final Settings settings;
    private final Runs runs;
    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final Clock clock;
    private final WorkerLog log;
    private final Stop stop = new Stop();

    Worker(ObjectStore store, Settings settings, Clock clock, WorkerLog log) {
        this.store = store;
        this.settings = settings;
        this.runs = new Runs(store);
        this.checkpoints = new Checkpoints(store, clock);
        this.promotions = new Promotions(store, clock);
        this.clock = clock;
        this.log = log;
    }

    /** Works on a run until it has ended, or this process is asked to stop. */
    ExitCode work(String runId) {
        Assigned assigned;
        try {
            assigned = new Assignment(runs, settings.host(), ProcessHandle.current(), clock).take(runId);
        } catch (BadInput | DamagedObject | IllegalArgumentException e) {
            log.say("error: %s", e.getMessage());
            return ExitCode.BAD_INPUT;
        } catch (StoreFailure e) {
            log.say("error: %s", e.getMessage());
            return ExitCode.FAILURE;
        }
        log.say("run %s for model %s", runId, assigned.spec().model());
        if (assigned.launch().attempt() > 1) {
            log.say(
                    "attempt %d of %d after: %s",
                    assigned.launch().attempt(),
                    assigned.launch().attempts(),
                    assigned.launch().after());
        }
        return conclude(assigned, work(assigned));
    }

    /** Asks for an early end; {@link #work} then keeps a snapshot after the step under way, and returns. */
    void stop() {
        stop.request();
    }

    private Outcome work(Assigned assigned) {
        Runnable taken = () -> {
            if (stop.request()) {
                log.say("the run was ended by somebody else, or taken over");
            }
        };
        try (Reporter reporter = new Reporter(runs, assigned, settings.reportInterval(), clock, log, taken);
                StoredSnapshots snapshots = snapshots(assigned, reporter::settle)) {
            reporter.start();
            Trained trained = train(assigned, snapshots, new Events(reporter, log));
            Outcome outcome = publish(assigned, trained);
            if (outcome instanceof Outcome.Succeeded(RunEnd.Result result) && reporter.settle()) {
                new ReportWriter(store, log).write(assigned.runId(), result, trained.result());
            }
            return outcome;
        } catch (InterruptedException e) {
            return stopped(assigned);
        } catch (RuntimeException | Error failure) {
            return outcome(assigned, failure);
        }
    }

    private StoredSnapshots snapshots(Assigned assigned, BooleanSupplier recorded) {
        var limits = new StoredSnapshots.Limits(settings.snapshotInterval(), settings.storePatience(), LAST_SNAPSHOT);
        SnapshotFiles files = new SnapshotFiles(store, assigned.runId(), clock);
        return new StoredSnapshots(files, limits, System::nanoTime, recorded, () -> isTaken(assigned), log);
    }

    private Trained train(Assigned assigned, StoredSnapshots snapshots, Events events) throws InterruptedException {
        DataFolders data = new DataFolders(store, System.getenv(), settings.storePatience(), log);
        stop.trainingBegins();
        try {
            return new TrainingJob(checkpoints, data, settings.threads(), settings.device(), log)
                    .train(assigned.spec(), snapshots, events);
        } finally {
            stop.trainingIsOver();
        }
    }

    private Outcome publish(Assigned assigned, Trained trained) {
        var retries = StoreRetries.lasting(settings.storePatience(), log);
        BooleanSupplier taken = () -> retries.get(() -> isTakenInStore(assigned));
        if (taken.getAsBoolean()) {
            return new Outcome.Ended();
        }
        Publication publication = new Publication(checkpoints, promotions, retries);
        Manifest published = publication.publish(trained);
        // Asked again, since a store that was down may have held that up for minutes.
        return taken.getAsBoolean()
                ? new Outcome.Ended()
                : new Outcome.Succeeded(publication.promote(published, trained.result()));
    }

    private Outcome outcome(Assigned assigned, Throwable failure) {
        if (stop.isRequested()) {
            // Whatever failed, failed because of the interruption.
            return stopped(assigned);
        }
        return Failures.known(failure).orElseGet(() -> {
            log.trace(failure);
            return Failures.unknown(failure);
        });
    }

    private Outcome stopped(Assigned assigned) {
        return isTaken(assigned) ? new Outcome.Ended() : new Outcome.Stopped();
    }

    /** Whether the run has ended, or another worker has it; not as far as a store that fails tells. */
    private boolean isTaken(Assigned assigned) {
        try {
            return isTakenInStore(assigned);
        } catch (StoreFailure e) {
            return false;
        }
    }

    private boolean isTakenInStore(Assigned assigned) {
        return runs.end(assigned.runId()).isPresent() || runs.isFollowed(assigned.runId(), assigned.launch());
    }

    private ExitCode conclude(Assigned assigned, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(RunEnd.Result result) -> {
                String message = "published version %s of %s, %s: %s"
                        .formatted(
                                result.version(),
                                result.model(),
                                result.promoted() ? "promoted" : "not promoted",
                                result.decision());
                log.say("%s", message);
                yield record(assigned, RunEnd.Outcome.SUCCEEDED, message, result) ? ExitCode.OK : ExitCode.FAILURE;
            }
            case Outcome.Failed(String reason, boolean again) -> {
                log.say("failed: %s", reason);
                record(assigned, RunEnd.Outcome.FAILED, reason, null);
                yield again ? ExitCode.FAILURE : ExitCode.BAD_INPUT;
            }
            case Outcome.Ended _ -> {
                log.say("stopped");
                removeSnapshotsOfEnded(assigned);
                yield ExitCode.FAILURE;
            }
            case Outcome.Stopped _ -> {
                log.say("stopped; the run goes on from its last snapshot when it is started again");
                yield ExitCode.TRY_AGAIN;
            }
        };
    }

    /** Records the end, however long the store takes within reason; false if it could not be. */
    private boolean record(Assigned assigned, RunEnd.Outcome outcome, String message, RunEnd.Result result) {
        try {
            StoreRetries.lasting(settings.storePatience(), log)
                    .run(() -> runs.end(assigned.runId(), new RunEnd(outcome, message, result, clock.instant())));
        } catch (StoreFailure e) {
            log.say("error: the end of the run is not recorded: %s", e.getMessage());
            return false;
        }
        removeSnapshots(assigned);
        return true;
    }

    /** Not those of a run that another worker has taken over. */
    private void removeSnapshotsOfEnded(Assigned assigned) {
        try {
            if (runs.end(assigned.runId()).isPresent()) {
                removeSnapshots(assigned);
            }
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
        }
    }

    /** Nobody goes on with a run that has ended. */
    private void removeSnapshots(Assigned assigned) {
        try {
            new SnapshotFiles(store, assigned.runId(), clock).deleteAll();
        } catch (StoreFailure e) {
            log.say("warning: the run's snapshots are left behind: %s", e.getMessage());
        }
    }

    /**
     * How a worker works.
     *
     * @param threads that one operation of PyTorch is spread over
     * @param device that it computes on
     * @param host name of this machine
     * @param reportInterval between two reports to the store
     * @param snapshotInterval between two snapshots
     * @param storePatience for how long a failing store is tried again before the run fails too
     */
    record Settings(
            int threads,
            ComputeDevice device,
            String host,
            Duration reportInterval,
            Duration snapshotInterval,
            Duration storePatience) {}
}
