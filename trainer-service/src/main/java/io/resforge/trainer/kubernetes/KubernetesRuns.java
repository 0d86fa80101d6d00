package io.resforge.trainer.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.control.ControlPlane;
import io.resforge.trainer.kubernetes.job.JobApplier;
import io.resforge.trainer.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.run.TrainingRuns;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The control plane of a cluster with all its parts. */
public final class KubernetesRuns implements AutoCloseable {

    private final ClusterWatch watch;
    private final KubernetesControlPlane control;
    private final Reconciler reconciler;

    /**
     * Watches nothing yet.
     *
     * @param client closed by whoever made it
     * @param random for the ids of runs whose clients choose none
     */
    public KubernetesRuns(
            KubernetesClient client,
            RunStore store,
            Checkpoints checkpoints,
            JobApplier jobs,
            Settings settings,
            Clock clock,
            RandomGenerator random) {
        this.watch = new ClusterWatch(client, settings.namespace(), settings.resync(), settings.patience());
        RunReader reader = new RunReader(watch, new JobRunRecords(store));
        Cluster cluster = new Cluster(client, settings.namespace(), watch);
        TrainingRuns runs = new TrainingRuns(store);
        RunFinder finder = new RunFinder(reader, cluster, runs, store);
        JobRecords records = new JobRecords(store, cluster);
        JobSubmissions submissions = new JobSubmissions(
                store, checkpoints, jobs, cluster, new FreeIds(store, reader, cluster), records, clock, random);
        JobEndRecorder ends = new JobEndRecorder(store, reader, watch, records, new JobNotes(cluster), clock);
        this.reconciler =
                new Reconciler(watch, cluster, store, records, ends, settings.reconcile(), clock, System::nanoTime);
        this.control = new KubernetesControlPlane(
                store,
                submissions,
                new JobChanges(store, reader, finder, cluster, submissions, records, ends, clock),
                finder,
                new RunList(watch, store, runs, reader, finder, reconciler::known),
                new PodLogs(client, watch, reader, finder));
    }

    /** Begins to watch; returns at once, also while the API server is away. */
    public void start() {
        watch.start(reconciler::changed);
        reconciler.start();
    }

    public ControlPlane controlPlane() {
        return control;
    }

    /** What makes the answers doubtful, in words; empty if nothing does. */
    public Optional<String> trouble() {
        return watch.trouble();
    }

    /** Waits until all Jobs have been read once; false if that takes too long. */
    public boolean awaitSynced(Duration longest) {
        return watch.awaitSynced(longest);
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
     * @param patience for how long the API server may be away before the answers count as doubtful
     */
    public record Settings(String namespace, Duration resync, Duration reconcile, Duration patience) {}
}
