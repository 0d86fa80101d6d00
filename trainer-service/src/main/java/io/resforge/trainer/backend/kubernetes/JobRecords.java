package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.JobIndex;
import io.resforge.registry.run.JobIndex.Entry;
import io.resforge.registry.run.JobRecord;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.backend.kubernetes.job.JobManifest;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * What the store keeps of the Jobs of this namespace, so that it is known of each that it was there, what it was made of, and what is still to
 * be done with it. Where the namespace may not be read, nothing is kept, and the log says so once.
 */
final class JobRecords {

    private static final Logger LOG = Logger.getLogger(JobRecords.class);

    private final RunStore store;
    private final Cluster cluster;
    private volatile String namespace;
    private volatile boolean told;

    JobRecords(RunStore store, Cluster cluster) {
        this.store = store;
        this.cluster = cluster;
    }

    /** The Jobs that are known in this namespace; empty if it cannot be told from others of its name. */
    Optional<JobIndex> index() {
        return namespace().map(store::jobs);
    }

    private Optional<String> namespace() {
        if (namespace == null) {
            try {
                namespace = cluster.namespaceUid().orElse(null);
            } catch (ClusterFailure e) {
                if (!told && !e.isTransient()) {
                    told = true;
                    LOG.warnf(
                            "Runs whose Job is deleted are not cancelled as long as the role may not get its namespace: %s",
                            e.getMessage());
                }
            }
        }
        return Optional.ofNullable(namespace);
    }

    /** Whether the namespace is still the one that was read, and is not being deleted with all that is in it. */
    boolean isNamespaceThere() {
        return namespace != null
                && cluster.namespaceUid().filter(namespace::equals).isPresent();
    }

    /** Which entry says that a Job is known; empty for one whose label can be no run's. */
    static Optional<Entry> entry(Job job) {
        return JobReader.runId(job).map(run -> new Entry(run, job.getMetadata().getUid()));
    }

    /**
     * A Job is there. Its record is written before it is listed: a run that is listed without one was deleted since. It is marked as
     * submitted until then, so that one is found whose listing was cut off.
     */
    void made(Job job) {
        Optional<Entry> entry = entry(job);
        Optional<JobIndex> index = index();
        if (entry.isEmpty() || index.isEmpty()) {
            return;
        }
        Entry submitted = new Entry(entry.get().runId(), Entry.SUBMITTED);
        index.get().add(submitted);
        store.job(entry.get().runId(), new JobRecord(namespace, entry.get().mark(), JobManifest.asApplied(job)));
        index.get().add(entry.get());
        index.get().remove(submitted);
    }

    /** Takes back a Job that must not have been made. It is marked first, so that no control plane takes its end for a cancellation. */
    void withdraw(Job made, String runId) {
        cluster.note(made, Map.of(), Map.of(JobLabels.WITHDRAWN, "true"));
        cluster.delete(new JobRun(runId, made, OptionalInt.empty()));
        forget(made);
    }

    /** A Job is being deleted that was made by mistake: it tells nothing of the run whose name it had. */
    void forget(Job job) {
        entry(job).ifPresent(entry -> {
            store.forgetJob(entry.runId(), entry.mark());
            index().ifPresent(it -> it.remove(entry));
        });
    }

    /**
     * Forgets a Job that a control plane has marked as made by mistake, and that others may have met before.
     *
     * @return false for any other Job, of which nothing is forgotten
     */
    boolean forgotIfWithdrawn(Job job) {
        boolean withdrawn = JobReader.annotation(job, JobLabels.WITHDRAWN).isPresent();
        if (withdrawn) {
            forget(job);
        }
        return withdrawn;
    }

    /** Before the end of a run is recorded whose Job is then deleted: the Job goes also if that cannot be done now. */
    void cancelled(String runId) {
        index().ifPresent(it -> it.add(new Entry(runId, Entry.CANCELLED)));
    }

    /** The Job of a cancelled run is on its way out. */
    void deleted(String runId) {
        index().ifPresent(it -> it.remove(new Entry(runId, Entry.CANCELLED)));
    }

    /** Whether a run was deleted whose Job is there: its record was written when the Job was first seen. */
    boolean isRunDeleted(String runId) {
        return index().isPresent() && store.job(runId).isEmpty();
    }
}
