package io.resforge.trainer.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.worker.claim.RunClaimer.ClaimedRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Tells the store how far the run is, on its own thread: a store that is slow or gone does not hold up training, and gets what it
 * missed once it is back. It also notices when the run was ended elsewhere.
 */
final class Reporter implements AutoCloseable {

    /** A sign of life, when there is nothing new to say. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration LAST_REPORT = Duration.ofSeconds(5);

    private final RunStore runs;
    private final ClaimedRun claimed;
    private final String runId;
    private final Duration interval;
    private final Clock clock;
    private final WorkerLog log;
    private final Runnable ended;
    private final Runnable allReported;
    private final Instant startedAt;
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reporter").daemon().factory());

    private final Queue<EpochRecord> epochs = new ConcurrentLinkedQueue<>();
    private volatile Progress progress;
    private volatile String trouble;

    private Progress reported;
    private String reportedTrouble;
    private Instant reportedAt = Instant.EPOCH;
    private boolean storeIsGone;

    /**
     * @param interval between two reports
     * @param ended told, perhaps more than once, when the run was ended elsewhere or taken over
     * @param allReported told when the store has taken all reports
     */
    Reporter(
            RunStore runs,
            ClaimedRun claimed,
            Duration interval,
            Clock clock,
            WorkerLog log,
            Runnable ended,
            Runnable allReported) {
        this.runs = runs;
        this.claimed = claimed;
        this.runId = claimed.runId();
        this.interval = interval;
        this.clock = clock;
        this.log = log;
        this.ended = ended;
        this.allReported = allReported;
        this.startedAt = startOfRun();
    }

    /** An earlier attempt began before this one. */
    private Instant startOfRun() {
        try {
            return runs.status(runId).map(RunStatus::startedAt).orElseGet(clock::instant);
        } catch (StoreFailure | DamagedObject e) {
            return clock.instant();
        }
    }

    /** Begins: that there is a worker is reported at once. */
    void start() {
        schedule.scheduleWithFixedDelay(this::report, 0, interval.toMillis(), MILLISECONDS);
    }

    /** Says how far training is; the newest is reported. */
    void progress(Progress newest) {
        progress = newest;
    }

    /** Says what is tried again and again, in words; null once it is not any more. */
    void trouble(String words) {
        trouble = words;
    }

    /** Says what an epoch came to; each is reported. */
    void finished(EpochRecord epoch) {
        epochs.add(epoch);
    }

    /** Reports what there is to report. It never throws, since nothing is reported again after that. */
    synchronized void report() {
        try {
            // Read first: a reader who sees this progress then also finds every epoch that was finished before it.
            Progress newest = progress;
            if (!runs.isThere(claimed.spec())) {
                ended.run();
                return;
            }
            writeEpochs();
            writeStatus(newest);
            if (runs.end(runId).isPresent() || runs.isFollowed(runId, claimed.launch())) {
                ended.run();
            }
            if (storeIsGone) {
                log.say("the store is back and has all reports");
            }
            storeIsGone = false;
            allReported.run();
        } catch (StoreFailure e) {
            if (!storeIsGone) {
                log.say("warning: training goes on without the store, reports follow later: %s", e.getMessage());
            }
            storeIsGone = true;
        } catch (RuntimeException | OutOfMemoryError e) {
            log.say("warning: a report failed");
            log.trace(e);
        }
    }

    /** Reports at once, and says whether all finished epochs are in the store. */
    boolean settle() {
        report();
        return epochs.isEmpty();
    }

    /**
     * Writes the finished epochs that the store lacks.
     *
     * @throws StoreFailure if it still fails
     */
    synchronized void catchUp() {
        if (runs.isThere(claimed.spec())) {
            writeEpochs();
        }
    }

    private void writeEpochs() {
        for (EpochRecord epoch = epochs.peek(); epoch != null; epoch = epochs.peek()) {
            runs.finish(runId, epoch);
            epochs.remove();
        }
    }

    private void writeStatus(Progress newest) {
        Instant now = clock.instant();
        boolean silent = Duration.between(reportedAt, now).compareTo(HEARTBEAT) >= 0;
        String told = trouble;
        // Progress is an immutable snapshot: the same object is old news.
        if (silent || newest != reported || !Objects.equals(told, reportedTrouble)) {
            runs.report(runId, new RunStatus(startedAt, now, newest, told));
            reported = newest;
            reportedTrouble = told;
            reportedAt = now;
        }
    }

    /** Reports a last time, and ends. */
    @Override
    public void close() {
        schedule.execute(this::report);
        schedule.shutdown();
        try {
            if (!schedule.awaitTermination(LAST_REPORT.toMillis(), MILLISECONDS)) {
                schedule.shutdownNow();
            }
        } catch (InterruptedException e) {
            schedule.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
