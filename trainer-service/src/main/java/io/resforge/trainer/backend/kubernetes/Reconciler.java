package io.resforge.trainer.backend.kubernetes;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.JobIndex.Entry;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.store.Parallel;
import io.resforge.registry.store.StoreFailure;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobSpecs;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobManifest;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Compares the Jobs of the cluster with what the store knows of them, again and again, and brings both together: a run whose Job was deleted
 * is cancelled, the Job of a cancelled run goes, of two that cannot both be one is withdrawn, and how a Job ended is recorded. It keeps
 * nothing that it could not find out anew, so it may stop at any moment, and several may work on one cluster.
 */
final class Reconciler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private static final int REMEMBERED = 200_000;

    /** Changes come in bursts: of many to one Job, the last counts. */
    private static final Duration BURST = Duration.ofMillis(500);

    private final ClusterWatch watch;
    private final Cluster cluster;
    private final RunStore store;
    private final JobRecords records;
    private final JobEndRecorder ends;
    private final Collisions collisions;
    private final Duration interval;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ScheduledThreadPoolExecutor schedule = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("reconciler").daemon().factory());

    private final Map<String, Job> changed = new ConcurrentHashMap<>();
    private final AtomicBoolean nudged = new AtomicBoolean();

    /** What the store lists, as far as it was seen here. */
    private final Set<Entry> known = ConcurrentHashMap.newKeySet();

    /** Jobs that were seen at any time: one that is gone, and whose run was deleted, is not listed anew. */
    private final Cache<Entry, Boolean> seen =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private final Map<Entry, Long> missingSince = new HashMap<>();
    private String trouble = "";

    /** @param interval between two looks at everything; what is missing in two of them is gone */
    Reconciler(
            ClusterWatch watch,
            Cluster cluster,
            RunStore store,
            JobRecords records,
            JobEndRecorder ends,
            Duration interval,
            Clock clock,
            LongSupplier nanoTime) {
        this.watch = watch;
        this.cluster = cluster;
        this.store = store;
        this.records = records;
        this.ends = ends;
        this.collisions = new Collisions(records, nanoTime);
        this.interval = interval;
        this.clock = clock;
        this.nanoTime = nanoTime;
        schedule.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        schedule.scheduleWithFixedDelay(this::pass, 0, interval.toMillis(), MILLISECONDS);
    }

    /** The Jobs that were seen here and are not settled yet. */
    Set<Entry> known() {
        return Set.copyOf(known);
    }

    /** Looks at a Job that changed, or is gone, in a moment. */
    void changed(Job job) {
        changed.put(job.getMetadata().getUid(), job);
        try {
            if (nudged.compareAndSet(false, true)) {
                schedule.schedule(() -> attempt(this::lookAtChanged), BURST.toMillis(), MILLISECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The reconciler has stopped; the next one will look");
        }
    }

    /** One look at everything. */
    void pass() {
        attempt(this::look);
    }

    /** It never throws, since nothing looks again after that. */
    private void attempt(Runnable work) {
        try {
            work.run();
            trouble = "";
        } catch (StoreFailure | ClusterFailure e) {
            tell(e.getMessage(), null);
        } catch (RuntimeException | Error e) {
            if (schedule.isShutdown()) {
                return; // in the midst of it
            }
            tell(e.toString(), e);
        }
    }

    /** Once an outage: it may last for hours. */
    private void tell(String reason, Throwable unexpected) {
        if (!reason.equals(trouble)) {
            trouble = reason;
            LOG.warnf(unexpected, "Runs and Jobs are not brought together now, and it is tried again: %s", reason);
        }
    }

    private void lookAtChanged() {
        nudged.set(false);
        each(changed.keySet().stream().map(changed::remove).toList(), this::meet);
    }

    private void look() {
        if (!watch.isSynced()) {
            return;
        }
        Optional<JobIndex> index = records.index();
        Set<Entry> listed = index.map(JobIndex::all).orElse(Set.of());
        known.retainAll(listed);
        known.addAll(listed);
        listed.forEach(it -> seen.put(it, true));
        List<Job> jobs = watch.jobs();
        each(jobs.stream().filter(this::isNews).toList(), this::meet);
        if (index.isPresent()) {
            settle(index.get(), missing(listed, jobs));
        }
        each(collisions.lasting(jobs), collisions::withdraw);
    }

    private boolean isNews(Job job) {
        return ends.isNews(job)
                || JobRecords.entry(job).filter(it -> !known.contains(it)).isPresent();
    }

    /** Lists a Job that is not listed, and records what came of it. */
    private void meet(Job job) {
        Optional<Entry> entry = JobRecords.entry(job);
        if (entry.isEmpty() || records.forgotIfWithdrawn(job)) {
            return; // what is labelled so is no run, or is none any more
        }
        boolean goes = job.getMetadata().getDeletionTimestamp() != null || watch.isGone(job);
        boolean listed = goes ? seen.getIfPresent(entry.get()) != null : known.contains(entry.get());
        if (!listed && records.index().isPresent()) {
            records.made(job);
            known.add(entry.get());
            seen.put(entry.get(), true);
        }
        ends.accept(job);
    }

    /** What has been listed for some time, but is not in the cluster as this control plane sees it. */
    private List<Entry> missing(Set<Entry> listed, List<Job> jobs) {
        Set<Entry> there =
                jobs.stream().map(JobRecords::entry).flatMap(Optional::stream).collect(Collectors.toSet());
        Set<Entry> open = new HashSet<>(listed);
        open.removeAll(there);
        missingSince.keySet().retainAll(open);
        long now = nanoTime.getAsLong();
        open.forEach(it -> missingSince.putIfAbsent(it, now));
        // Between two looks at least: a Job may be made anew under its name, and a watch may be behind.
        return open.stream()
                .filter(it -> now - missingSince.get(it) >= interval.toNanos() * 9 / 10)
                .toList();
    }

    private void settle(JobIndex index, List<Entry> missing) {
        if (missing.isEmpty()) {
            return;
        }
        Set<Entry> there = cluster.entries();
        if (!records.isNamespaceThere()) {
            LOG.info("The namespace goes, and its Jobs with it: their runs can be resumed in another");
            return;
        }
        Set<String> runs = there.stream().map(Entry::runId).collect(Collectors.toSet());
        each(missing.stream().filter(it -> !there.contains(it)).toList(), entry -> {
            if (settled(entry, runs.contains(entry.runId()))) {
                index.remove(entry);
            }
        });
    }

    /** @return whether there is nothing left to do */
    private boolean settled(Entry entry, boolean hasJob) {
        return switch (entry.mark()) {
            case Entry.CANCELLED -> !hasJob || deletedJob(entry.runId());
            case Entry.SUBMITTED -> hasJob || cancelled(entry.runId(), _ -> true);
            default -> hasJob || cancelled(entry.runId(), it -> it.uid().equals(entry.mark()));
        };
    }

    /** A run that was cancelled while its Job could not be deleted. */
    private boolean deletedJob(String runId) {
        boolean cancelled = store.end(runId)
                .filter(it -> it.outcome() == RunEnd.Outcome.CANCELLED)
                .isPresent();
        if (cancelled) {
            watch.job(runId).ifPresent(job -> cluster.delete(new JobRun(runId, job, OptionalInt.empty())));
        }
        return !cancelled; // of one that is, the next look finds the Job gone
    }

    /** Without a record the run was deleted, and is not to come back; with one of another Job, that one counts. */
    private boolean cancelled(String runId, Predicate<JobRecord> isThis) {
        record(runId).filter(isThis).ifPresent(record -> cancel(runId, record));
        return true;
    }

    private Optional<JobRecord> record(String runId) {
        try {
            return store.job(runId);
        } catch (DamagedObject e) {
            LOG.warnf("Run %s: its Job is gone, and nothing is done: %s", runId, e.getMessage());
            return Optional.empty();
        }
    }

    private void cancel(String runId, JobRecord record) {
        // A process on some machine may work on it by now, as one does that was started by hand.
        boolean elsewhere = store.launch(runId)
                .filter(it -> it.attempts() != RunAttempt.UNCOUNTED)
                .isPresent();
        if (elsewhere || store.end(runId).isPresent()) {
            return;
        }
        Job job = JobManifest.read(record.manifest());
        store.submit(JobSpecs.of(job, runId));
        RunEnd end = new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled: its Job was deleted", null, clock.instant());
        ends.endMembers(runId, job, record.uid(), end);
        if (store.end(runId, end)) {
            LOG.infof("Run %s is cancelled: its Job was deleted", runId);
        }
    }

    /** Of one that is amiss, the others do not suffer; of a store or an API server that is away, all would. */
    private static <T> void each(List<T> items, Consumer<T> action) {
        Parallel.map(items, item -> {
            try {
                action.accept(item);
            } catch (StoreFailure e) {
                throw e;
            } catch (RuntimeException e) {
                if (e instanceof ClusterFailure failure && failure.isTransient()) {
                    throw e;
                }
                LOG.warnf("Passed over, until the next look: %s", e.toString());
            }
            return item;
        });
    }

    /** Ends at once: what is half done is finished by the next look, of whichever control plane. */
    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
