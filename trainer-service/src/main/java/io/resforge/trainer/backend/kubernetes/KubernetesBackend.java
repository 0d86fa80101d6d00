package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStore;
import io.resforge.registry.run.SubmissionEntry;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.WorkerBackend;
import io.resforge.trainer.backend.WorkerBackend.RunLog;
import io.resforge.trainer.backend.kubernetes.JobEndRecorder.JobNotes;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.JobSubmissions.FreeIds;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.Submission;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Workers that are pods of Jobs in a cluster: each run is a Job, or a member of one. */
public final class KubernetesBackend implements WorkerBackend, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KubernetesBackend.class);

    private final RunStore store;
    private final ClusterWatch watch;
    private final JobRuns jobs;
    private final Cluster cluster;
    private final RunFinder finder;
    private final JobRecords records;
    private final JobSubmissions submissions;
    private final JobEndRecorder ends;
    private final Reconciler reconciler;
    private final PodLogs logs;

    /**
     * Watches nothing yet.
     *
     * @param client closed by its owner
     */
    public KubernetesBackend(
            KubernetesClient client, RunStore store, JobApplier applier, Settings settings, Clock clock) {
        this.store = store;
        this.watch = new ClusterWatch(client, settings.namespace(), settings.resync(), settings.timeout());
        this.jobs = new JobRuns(watch, store);
        this.cluster = new Cluster(client, settings.namespace(), watch);
        this.finder = new RunFinder(watch, jobs, cluster, new TrainingRuns(store), store);
        this.records = new JobRecords(store, cluster);
        this.submissions = new JobSubmissions(store, applier, cluster, new FreeIds(store, jobs, cluster), records);
        this.ends = new JobEndRecorder(store, jobs, watch, records, new JobNotes(cluster), clock);
        this.reconciler =
                new Reconciler(watch, cluster, store, records, ends, settings.reconcile(), clock, System::nanoTime);
        this.logs = new PodLogs(client, watch, jobs);
    }

    /** Begins to watch; returns at once, also while the API server is away. */
    public void open() {
        watch.start(reconciler::changed);
        reconciler.start();
    }

    /** What makes the answers doubtful, in words; empty if nothing does. */
    public Optional<String> trouble() {
        return watch.trouble();
    }

    /** Waits until all Jobs have been read once; false if that takes too long. */
    public boolean awaitSynced(Duration longest) {
        return watch.awaitSynced(longest);
    }

    /** What cannot be trained here is refused by the API server or told by the worker. */
    @Override
    public List<Violation> objections(Submission request) {
        return List.of();
    }

    /** Why a Job has no pod is told of each Job. */
    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Start start(Submission request, RunSpec spec, boolean known) {
        return submissions.start(request, spec, known);
    }

    @Override
    public void suspend(String runId) {
        ownJob(runId, "suspend").ifPresent(run -> cluster.suspend(run, true));
    }

    /** A run whose Job is gone gets another. */
    @Override
    public void resume(String runId) {
        Optional<JobRun> run = ownJob(runId, "resume");
        if (run.isPresent()) {
            cluster.suspend(run.get(), false);
        } else {
            submissions.again(runId);
        }
    }

    private Optional<JobRun> ownJob(String runId, String action) {
        Optional<JobRun> run = job(runId);
        run.filter(it -> it.member().isPresent()).ifPresent(member -> {
            throw new UnsupportedOperation(String.format(
                    Locale.ROOT,
                    "run '%s' is a member of a sweep, of which all members are one Job; %s '%s' instead",
                    runId,
                    action,
                    member.jobName()));
        });
        return run;
    }

    private Optional<JobRun> job(String runId) {
        return jobs.find(runId).or(() -> cluster.find(runId));
    }

    @Override
    public void ending(RunView run, RunEnd end) {
        Optional<JobRun> own = jobs.find(run.id()).filter(it -> it.member().isEmpty());
        own.ifPresent(it -> records.cancelled(run.id()));
        // A Job that was applied by hand is known to the store only once its worker began.
        store.submit(run.spec());
        own.ifPresent(
                it -> ends.endMembers(run.id(), it.job(), it.job().getMetadata().getUid(), end));
    }

    /** Where the API server is away, the Job goes when it is back. */
    @Override
    public void stop(String runId) {
        try {
            job(runId).ifPresent(this::stop);
        } catch (ClusterFailure e) {
            if (!e.isTransient()) {
                throw e;
            }
            records.cancelled(runId);
            LOG.warnf("Run %s is cancelled; its Job goes when the API server is back: %s", runId, e.getMessage());
        }
    }

    private void stop(JobRun run) {
        if (run.member().isPresent()) {
            cluster.deletePods(run);
        } else {
            cluster.delete(run);
            records.deleted(run.id());
        }
    }

    @Override
    public void remove(String runId) {
        job(runId).filter(run -> run.member().isEmpty()).ifPresent(cluster::delete);
    }

    @Override
    public Optional<RunView> observe(String runId) {
        return finder.find(runId);
    }

    @Override
    public Optional<RunView> observe(SubmissionEntry listed) {
        return finder.listed(listed);
    }

    @Override
    public List<Seen> seen(Set<String> listed) {
        return finder.seen(listed, reconciler.known());
    }

    @Override
    public RunLog log(String runId, OptionalInt tail, boolean follow, BooleanSupplier ended) {
        return logs.open(runId, tail, follow, ended);
    }

    @Override
    public void close() {
        reconciler.close();
        watch.close();
    }

    /**
     * Where the Jobs are, and how they are watched.
     *
     * @param namespace of the Jobs
     * @param resync how often everything is looked at again, also if nothing changed
     * @param reconcile how often all Jobs are compared with what the store knows of them
     * @param timeout for how long the API server may be away before the answers count as doubtful
     */
    public record Settings(String namespace, Duration resync, Duration reconcile, Duration timeout) {}
}
