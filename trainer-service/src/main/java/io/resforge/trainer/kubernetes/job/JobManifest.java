package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the Job of a run or a sweep. The same request and settings give the same Job. */
public final class JobManifest {

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

    private static JobSpec spec(JobRequest request, JobSettings settings) {
        Lifetime lifetime = settings.lifetime();
        JobSpecBuilder spec = new JobSpecBuilder()
                // A queue starts what it lets in; without one, the Job starts by itself.
                .withSuspend(settings.placement().queue().isPresent() ? true : null)
                .withTtlSecondsAfterFinished((int) Math.min(lifetime.timeToLive().toSeconds(), Integer.MAX_VALUE))
                // A pod that is on its way out still trains; two at once would write the same run.
                .withPodReplacementPolicy("Failed")
                .withPodFailurePolicy(FailurePolicy.of(request.work()))
                .withTemplate(WorkerPod.of(request, settings));
        return switch (request.work()) {
            case Work.Training _ -> training(spec, lifetime);
            case Work.Sweep sweep -> sweep(spec, sweep, lifetime);
        };
    }

    private static JobSpec training(JobSpecBuilder spec, Lifetime lifetime) {
        return spec.withBackoffLimit(lifetime.retries())
                .withActiveDeadlineSeconds(seconds(lifetime.deadline()))
                .build();
    }

    private static JobSpec sweep(JobSpecBuilder spec, Work.Sweep sweep, Lifetime lifetime) {
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
