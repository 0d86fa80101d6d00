package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Writes what came of a run on its Job, as labels, an annotation and events, so that kubectl tells it too. */
final class JobNotes {

    private static final Logger LOG = Logger.getLogger(JobNotes.class);

    private final Cluster cluster;
    private final AtomicBoolean told = new AtomicBoolean();

    JobNotes(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Once a Job: what is written there already is not written again. */
    void ended(Job job, RunEnd end) {
        if (JobReader.annotation(job, JobLabels.OUTCOME).isPresent()) {
            return;
        }
        try {
            tell(job, end);
            cluster.note(job, labels(end), Map.of(JobLabels.OUTCOME, outcome(end)));
        } catch (ClusterFailure e) {
            if (e.isTransient()) {
                throw e;
            }
            if (e.kind() != ClusterFailure.Kind.NOT_FOUND && told.compareAndSet(false, true)) {
                LOG.warnf("What comes of runs is not written on their Jobs: %s", e.getMessage());
            }
        }
    }

    private void tell(Job job, RunEnd end) {
        switch (end.outcome()) {
            case SUCCEEDED -> {
                cluster.event(job, "Normal", "Published", published(end.result()));
                cluster.event(
                        job,
                        "Normal",
                        end.result().promoted() ? "Promoted" : "NotPromoted",
                        end.result().decision());
            }
            case FAILED -> cluster.event(job, "Warning", "RunFailed", end.message());
            case CANCELLED -> cluster.event(job, "Warning", "RunCancelled", end.message());
        }
    }

    private static Map<String, String> labels(RunEnd end) {
        return switch (end.outcome()) {
            case SUCCEEDED ->
                Map.of(
                        JobLabels.VERSION,
                        end.result().version(),
                        JobLabels.PROMOTED,
                        Boolean.toString(end.result().promoted()));
            case FAILED, CANCELLED -> Map.of();
        };
    }

    private static String outcome(RunEnd end) {
        return switch (end.outcome()) {
            case SUCCEEDED ->
                published(end.result())
                        + (end.result().promoted() ? "; promoted: " : "; not promoted: ")
                        + end.result().decision();
            case FAILED -> "failed: " + end.message();
            case CANCELLED -> end.message();
        };
    }

    private static String published(RunEnd.Result result) {
        return String.format(
                Locale.ROOT,
                "version %s of %s, %.2f%% on held-out images",
                result.version(),
                result.model(),
                100 * result.heldOutAccuracy());
    }
}
