package io.resforge.trainer.backend.kubernetes.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.JobLifetime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the Job of a run or a sweep. The same request and settings give the same Job. */
public final class JobManifest {

    /** Labels that Kubernetes itself puts on the pods of a Job. */
    private static final List<String> GENERATED =
            List.of("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name");

    private JobManifest() {}

    /** @throws IllegalArgumentException if the installation's pod template does not fit; the message says where */
    public static Job of(JobRequest request, JobSettings settings) {
        Map<String, String> labels = new TreeMap<>(JobLabels.of(request));
        settings.placement().queue().ifPresent(queue -> labels.put(JobLabels.QUEUE, queue));
        return new JobBuilder()
                .withNewMetadata()
                .withName(request.id())
                .withLabels(labels)
                .addToAnnotations(JobLabels.REQUEST_DIGEST, RequestDigest.of(request))
                .endMetadata()
                .withSpec(spec(request, settings))
                .build();
    }

    /** A Job as it was applied, as JSON: without its status, and without what tells this object from others that were made of it. */
    public static Map<String, Object> asApplied(Job job) {
        JobBuilder copy = new JobBuilder(job);
        copy.withStatus(null)
                .editMetadata()
                .withUid(null)
                .withResourceVersion(null)
                .withGeneration(null)
                .withManagedFields(List.of())
                .withFinalizers(List.of())
                .withDeletionTimestamp(null)
                .withDeletionGracePeriodSeconds(null)
                .removeFromAnnotations(JobLabels.OUTCOME)
                .removeFromLabels(JobLabels.VERSION)
                .removeFromLabels(JobLabels.PROMOTED)
                .endMetadata();
        if (!Boolean.TRUE.equals(job.getSpec().getManualSelector())) {
            // Kubernetes makes it of the Job's uid.
            copy.editSpec().withSelector(null).endSpec();
            GENERATED.forEach(label -> copy.editSpec()
                    .editTemplate()
                    .editOrNewMetadata()
                    .removeFromLabels(label)
                    .endMetadata()
                    .endTemplate()
                    .endSpec());
        }
        return tree(copy.build());
    }

    @SuppressWarnings("unchecked") // an object of Kubernetes is a group of fields
    private static Map<String, Object> tree(Job job) {
        return Serialization.unmarshal(Serialization.asJson(job), Map.class);
    }

    /** Reads what {@link #asApplied} wrote. */
    public static Job read(Map<String, Object> manifest) {
        return Serialization.unmarshal(Serialization.asJson(manifest), Job.class);
    }

    private static JobSpec spec(JobRequest request, JobSettings settings) {
        JobLifetime lifetime = settings.lifetime();
        JobSpecBuilder spec = new JobSpecBuilder()
                // A queue starts what it lets in; without one, the Job starts by itself.
                .withSuspend(settings.placement().queue().isPresent() ? true : null)
                .withTtlSecondsAfterFinished(
                        (int) Math.min(lifetime.timeToLive().toSeconds(), Integer.MAX_VALUE))
                // A pod that is on its way out still trains; two at once would write the same run.
                .withPodReplacementPolicy("Failed")
                .withPodFailurePolicy(FailurePolicy.of(request.work()))
                .withTemplate(WorkerPod.of(request, settings));
        return switch (request.work()) {
            case JobPayload.Training _ -> training(spec, lifetime);
            case JobPayload.Sweep sweep -> sweep(spec, sweep, lifetime);
        };
    }

    private static JobSpec training(JobSpecBuilder spec, JobLifetime lifetime) {
        return spec.withBackoffLimit(lifetime.retries())
                .withActiveDeadlineSeconds(seconds(lifetime.deadline()))
                .build();
    }

    private static JobSpec sweep(JobSpecBuilder spec, JobPayload.Sweep sweep, JobLifetime lifetime) {
        return spec.withCompletionMode("Indexed")
                .withCompletions(sweep.members())
                .withParallelism(sweep.parallelism())
                .withBackoffLimitPerIndex(lifetime.retries())
                .withMaxFailedIndexes(lifetime.maxFailedMembers()
                        .map(most -> Math.min(most, sweep.members()))
                        .orElse(null))
                .withActiveDeadlineSeconds(seconds(lifetime.sweepDeadline()))
                .build();
    }

    private static Long seconds(Optional<Duration> time) {
        return time.map(Duration::toSeconds).orElse(null);
    }
}
