package io.resforge.trainer.backend.kubernetes.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRuleBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.neuralnet.text.Sha256;
import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.backend.kubernetes.job.JobSettings.JobLifetime;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.contract.ExitCode.Repeat;
import io.resforge.trainer.contract.WorkerPods;
import java.time.Duration;
import java.util.HashMap;
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

    /**
     * What becomes of a Job when one of its pods fails. What no rule names counts as one of the tries that it has: also exit code 137, by
     * which a container ends that needs more memory than it may have, for on another day it may need less.
     */
    private static final class FailurePolicy {

        private FailurePolicy() {}

        /** The rules; for a sweep, whose members fail one by one, only the member is given up. */
        static PodFailurePolicy of(JobPayload work) {
            String giveUp =
                    switch (work) {
                        case JobPayload.Training _ -> "FailJob";
                        case JobPayload.Sweep _ -> "FailIndex";
                    };
            return new PodFailurePolicyBuilder()
                    .withRules(
                            disruption(),
                            exit("Ignore", ExitCode.failuresWith(Repeat.FREELY)),
                            exit(giveUp, ExitCode.failuresWith(Repeat.NEVER)))
                    .build();
        }

        /** Preempted, evicted, or its node is gone. */
        private static PodFailurePolicyRule disruption() {
            return new PodFailurePolicyRuleBuilder()
                    .withAction("Ignore")
                    .addNewOnPodCondition()
                    .withType("DisruptionTarget")
                    .withStatus("True")
                    .endOnPodCondition()
                    .build();
        }

        private static PodFailurePolicyRule exit(String action, Integer[] codes) {
            return new PodFailurePolicyRuleBuilder()
                    .withAction(action)
                    .withNewOnExitCodes()
                    .withContainerName(WorkerPods.CONTAINER)
                    .withOperator("In")
                    .withValues(codes)
                    .endOnExitCodes()
                    .build();
        }
    }

    /**
     * What was asked for, in few letters. The order of a recipe's keys does not matter, and what the installation adds is not in it: a submission that
     * is sent again after the control plane got another image is the same one.
     */
    private static final class RequestDigest {

        private static final JsonMapper SORTED = JsonMapper.builder()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();

        private RequestDigest() {}

        static String of(JobRequest request) {
            Map<String, Object> asked = new HashMap<>();
            asked.put("model", request.model());
            asked.put("labels", request.labels());
            request.dataset().ifPresent(it -> asked.put("dataset", it));
            request.fromVersion().ifPresent(it -> asked.put("fromVersion", it));
            switch (request.work()) {
                case JobPayload.Training(var recipe) -> asked.put("recipe", recipe);
                case JobPayload.Sweep sweep -> {
                    asked.put("sweep", sweep.name());
                    sweep.definition().ifPresent(it -> asked.put("definition", JobArguments.definition(it)));
                    asked.put("settings", sweep.settings());
                    asked.put("members", sweep.members());
                    asked.put("parallelism", sweep.parallelism());
                }
            }
            return "sha256:" + digest(asked);
        }

        private static String digest(Map<String, Object> asked) {
            try {
                return Sha256.of(SORTED.writeValueAsBytes(asked)).toString();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree of JSON can always be written", e);
            }
        }
    }
}
