package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.ComputeDevice;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SnapshotFiles;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.Publication.ReportWriter;
import io.resforge.trainer.worker.RunConclusion.RunFailures;
import io.resforge.trainer.worker.RunConclusion.WorkerOutcome;
import io.resforge.trainer.worker.Shutdown.TrainingStop;
import io.resforge.trainer.worker.claim.RunClaimer;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.metrics.TrainingMetrics;
import io.resforge.trainer.worker.metrics.TrainingMetrics.MetricsSubject;
import io.resforge.trainer.worker.request.DataFolder;
import io.resforge.trainer.worker.request.RunRegistration;
import io.resforge.trainer.worker.request.RunRegistration.BadInput;
import io.resforge.trainer.worker.request.RunRegistration.RunHasEnded;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.loop.TrainingEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Works on one run, from its spec in the store to its end in the store. All of training happens on the calling thread, since PyTorch
 * is fastest when only one thread ever uses it.
 */
final class TrainingWorker {

    private final ObjectStore store;
    private final Settings settings;
    private final DataFolder folders;
    private final TrainingMetrics metrics;
    private final RunStore runs;
    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final Clock clock;
    private final WorkerLog log;
    private final TrainingStop stop = new TrainingStop();

    TrainingWorker(
            ObjectStore store,
            Settings settings,
            DataFolder folders,
            TrainingMetrics metrics,
            Clock clock,
            WorkerLog log) {
        this.store = store;
        this.settings = settings;
        this.folders = folders;
        this.metrics = metrics;
        this.runs = new RunStore(store);
        this.checkpoints = new Checkpoints(store, clock, settings.seal());
        this.promotions = new Promotions(store, clock, settings.seal());
        this.clock = clock;
        this.log = log;
    }

    /** Works on a run until it has ended, or this process is asked to stop. */
    ExitCode work(WorkerRequest request) {
        ClaimedRun claimed;
        try {
            claimed = take(request);
        } catch (RunHasEnded e) {
            log.lastWords("%s", e.getMessage());
            return WorkerOutcome.codeOfEnded(e.outcome());
        } catch (BadInput | DamagedObject | IllegalArgumentException e) {
            log.lastWords("error: %s", e.getMessage());
            return ExitCode.BAD_INPUT;
        } catch (StoreFailure e) {
            log.lastWords("error: %s", e.getMessage());
            return ExitCode.FAILURE;
        }
        log.say("run %s for model %s", claimed.runId(), claimed.spec().model());
        RunAttempt launch = claimed.launch();
        if (launch.attempt() > 1) {
            log.say("%s after: %s", launch.words(), launch.after());
        }
        metrics.begins(subject(claimed, request.recipe()));
        var retries = StoreRetries.lasting(settings.storeTimeout(), log);
        return new RunConclusion(store, claimed, retries, settings.exactly(), clock, log).of(work(claimed));
    }

    private static MetricsSubject subject(ClaimedRun claimed, String recipe) {
        String architecture = String.valueOf(claimed.spec().recipe().get("arch"));
        return new MetricsSubject(
                claimed.runId(),
                claimed.spec().model(),
                recipe,
                architecture,
                claimed.launch().attempt());
    }

    private ClaimedRun take(WorkerRequest request) {
        RunRegistration registration = new RunRegistration(runs, checkpoints, folders, clock);
        RunClaimer claimer = RunClaimer.at(settings.place(), runs, clock);
        return switch (settings.place()) {
            case WorkerHost.OnMachine _ -> claimer.take(registration.admit(request));
            // Each pod that ends costs an attempt and minutes: rather wait for the store here.
            case WorkerHost.InPod _ ->
                StoreRetries.lasting(settings.storeTimeout(), log).get(() -> claimer.take(registration.admit(request)));
        };
    }

    /**
     * Asks for an early end; {@link #work} then keeps a snapshot after the step under way, and returns.
     *
     * @return whether there is something to keep, which is worth waiting for
     */
    boolean stop() {
        stop.request();
        return stop.hasSteps();
    }

    private WorkerOutcome work(ClaimedRun claimed) {
        Runnable taken = () -> {
            if (stop.request()) {
                log.say("the run was ended, deleted or taken over by another worker");
            }
        };
        try (Reporter reporter =
                        new Reporter(runs, claimed, settings.reportInterval(), clock, log, taken, metrics::reported);
                StoredSnapshots snapshots = snapshots(claimed, reporter::settle)) {
            reporter.start();
            TrainedModel trained = train(claimed, snapshots, new TrainingEventLog(reporter, log, clock));
            WorkerOutcome outcome = publish(claimed, trained, reporter);
            reporter.trouble(null);
            if (outcome instanceof WorkerOutcome.Succeeded(RunEnd.Result result) && isToldWhole(reporter)) {
                new ReportWriter(store, log, clock).write(claimed.runId(), result, trained.result());
            }
            return outcome;
        } catch (InterruptedException e) {
            return stopped(claimed);
        } catch (RuntimeException | Error failure) {
            return outcome(claimed, failure);
        }
    }

    /** Insists, since no reader looks for a further epoch once the run has ended; false if the store does not come back in time. */
    private boolean isToldWhole(Reporter reporter) {
        try {
            StoreRetries.lasting(settings.storeTimeout(), log).run(reporter::catchUp);
            return true;
        } catch (StoreFailure e) {
            log.say("warning: not every epoch is recorded, and there is no report: %s", e.getMessage());
            return false;
        }
    }

    private StoredSnapshots snapshots(ClaimedRun claimed, BooleanSupplier recorded) {
        var limits = new StoredSnapshots.Limits(
                settings.snapshotInterval(), settings.storeTimeout(), settings.lastSnapshot());
        SnapshotFiles files = new SnapshotFiles(store, claimed.runId(), clock);
        return new StoredSnapshots(
                files,
                claimed.spec().submittedAt().toString(),
                limits,
                System::nanoTime,
                recorded,
                () -> isTaken(claimed),
                metrics::snapshotKept,
                log);
    }

    private TrainedModel train(ClaimedRun claimed, StoredSnapshots snapshots, TrainingEventLog events)
            throws InterruptedException {
        stop.trainingBegins();
        try {
            Consumer<TrainingEvent> begin = event -> {
                if (event instanceof TrainingEvent.RunStarted) {
                    stop.stepsBegin();
                }
            };
            return job().train(claimed, snapshots, begin.andThen(metrics).andThen(events));
        } finally {
            stop.trainingIsOver();
        }
    }

    private TrainingJob job() {
        return new TrainingJob(
                checkpoints,
                settings.threads(),
                settings.device(),
                settings.exactly().isPresent(),
                new CachedData(folders, settings.storeTimeout(), log, metrics::dataBrought),
                chosen -> metrics.computesOn(chosen.label()),
                log);
    }

    private WorkerOutcome publish(ClaimedRun claimed, TrainedModel trained, Reporter reporter)
            throws InterruptedException {
        var retries = StoreRetries.lasting(settings.storeTimeout(), log, reporter::trouble);
        TrainedModel whole =
                settings.int8() ? new Int8Step(settings.threads(), System::nanoTime, log).of(trained) : trained;
        return new Publication(checkpoints, promotions, retries, log)
                .release(whole, sample(whole), () -> isTakenInStore(claimed));
    }

    private Optional<TrainingSample> sample(TrainedModel trained) throws InterruptedException {
        if (settings.trainingSample() == 0) {
            return Optional.empty();
        }
        try {
            TrainingSample sample = trained.sample(settings.trainingSample());
            log.say("%d training images go with the version, to be found again as neighbours", sample.count());
            return Optional.of(sample);
        } catch (RuntimeException | OutOfMemoryError e) {
            log.say("warning: no training images go with the version: %s", e.getMessage());
            log.trace(e);
            return Optional.empty();
        }
    }

    private WorkerOutcome outcome(ClaimedRun claimed, Throwable failure) {
        if (stop.isRequested()) {
            // Whatever failed, failed because of the interruption.
            return stopped(claimed);
        }
        if (failure instanceof TrainingJob.UnlikeMachine) {
            return new WorkerOutcome.Waits(failure.getMessage());
        }
        return RunFailures.known(failure).orElseGet(() -> {
            log.trace(failure);
            return RunFailures.unknown(failure);
        });
    }

    private WorkerOutcome stopped(ClaimedRun claimed) {
        return isTaken(claimed) ? new WorkerOutcome.Ended() : new WorkerOutcome.Stopped();
    }

    /** Whether the run has ended, or another worker has it; not as far as a store that fails tells. */
    private boolean isTaken(ClaimedRun claimed) {
        try {
            return isTakenInStore(claimed);
        } catch (StoreFailure e) {
            return false;
        }
    }

    private boolean isTakenInStore(ClaimedRun claimed) {
        return runs.isTaken(claimed.spec(), claimed.launch());
    }

    /**
     * How a worker works.
     *
     * @param storeTimeout for how long a failing store is tried again before the run fails too
     * @param lastSnapshot for how long the snapshot may be written that is kept when this process is asked to stop
     * @param exactly for how long a pod waits, before it makes room for another, that would not go on exactly; empty where a run goes on
     *     anywhere
     * @param seal signs what is published, and says whether what is read must be signed
     * @param trainingSample how many of the images that it has learnt go with a version; 0 for none
     * @param int8 whether a version is told how to be computed with bytes, where that can be found out here
     */
    record Settings(
            int threads,
            ComputeDevice device,
            WorkerHost place,
            Duration reportInterval,
            Duration snapshotInterval,
            Duration storeTimeout,
            Duration lastSnapshot,
            Optional<Duration> exactly,
            Seal seal,
            int trainingSample,
            boolean int8) {}
}
