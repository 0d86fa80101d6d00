package io.resforge.trainer.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.trainer.kubernetes.failure.ClusterFailure;
import io.resforge.trainer.kubernetes.job.Jobs;
import io.resforge.trainer.kubernetes.state.JobReader;
import io.resforge.trainer.kubernetes.state.PodReader;
import io.resforge.trainer.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.request.RunLabels;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Changes Jobs. Each change is seen by this control plane's own watch before the call returns, or after a moment at most. */
final class Cluster {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Jobs.FIELD_MANAGER)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final ClusterWatch watch;

    Cluster(KubernetesClient client, String namespace, ClusterWatch watch) {
        this.client = client;
        this.namespace = namespace;
        this.watch = watch;
    }

    /** Asks the API server itself for the Job of a run. */
    Optional<JobRun> find(String runId) {
        Job job = call("look for run '" + runId + "'", () -> job(runId).get());
        return Optional.ofNullable(job)
                .filter(it ->
                        JobReader.label(it, RunLabels.RUN).filter(runId::equals).isPresent())
                .map(it -> new JobRun(runId, it, OptionalInt.empty()));
    }

    /** Holds a Job, or lets it go on. */
    void suspend(JobRun run, boolean suspended) {
        Map<String, Object> annotations = new HashMap<>();
        annotations.put(JobReader.SUSPENDED, suspended ? "true" : null);
        Map<String, Object> patch =
                Map.of("metadata", Map.of("annotations", annotations), "spec", Map.of("suspend", suspended));
        String action = (suspended ? "suspend" : "resume") + " run '" + run.id() + "'";
        Job changed = call(action, () -> job(run.jobName()).patch(MERGE, Serialization.asJson(patch)));
        watch.awaitSeen(changed, LONGEST_WAIT);
    }

    /** Removes a Job; its pods are asked to stop, and get the time that they have for it. */
    void delete(JobRun run) {
        call("delete the Job of run '" + run.id() + "'", () -> job(run.jobName())
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete());
        watch.awaitGone(run.id(), LONGEST_WAIT);
    }

    /** Removes the pods of a member of a sweep; the Job makes others as long as the member has not ended. */
    void deletePods(JobRun run) {
        watch.pods(run.job()).stream()
                .filter(pod -> PodReader.index(pod).equals(run.member()))
                .forEach(pod -> call("stop the pod of run '" + run.id() + "'", () -> client.resource(pod)
                        .delete()));
    }

    /** Waits until a Job that was just made is seen. */
    void awaitSeen(Job made) {
        watch.awaitSeen(made, LONGEST_WAIT);
    }

    private ScalableResource<Job> job(String name) {
        return client.batch().v1().jobs().inNamespace(namespace).withName(name);
    }

    private static <T> T call(String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw ClusterFailure.of(action, e);
        }
    }
}
