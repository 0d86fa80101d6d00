package io.resforge.trainer.backend.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.resforge.registry.run.JobIndex.Entry;
import io.resforge.trainer.backend.kubernetes.JobRuns.JobRun;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import io.resforge.trainer.backend.kubernetes.job.JobApplier;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.backend.kubernetes.state.JobReader;
import io.resforge.trainer.backend.kubernetes.state.PodReader;
import io.resforge.trainer.backend.kubernetes.watch.ClusterWatch;
import io.resforge.trainer.contract.RunLabels;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Changes Jobs. Each change is seen by this control plane's own watch before the call returns, or after a moment at most. */
final class Cluster {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final long PAGE = 500;

    /** As the API server takes it. */
    private static final int LONGEST_EVENT = 1024;

    private static final String COMPONENT = "resforge-trainer";

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(JobApplier.FIELD_MANAGER)
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
        annotations.put(JobLabels.SUSPENDED, suspended ? "true" : null);
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

    /** The uid of the namespace; empty if there is none, or it is being deleted with all that is in it. */
    Optional<String> namespaceUid() {
        Namespace found = call(
                "look at namespace '" + namespace + "'",
                () -> client.namespaces().withName(namespace).get());
        return Optional.ofNullable(found)
                .map(Namespace::getMetadata)
                .filter(it -> it.getDeletionTimestamp() == null)
                .map(ObjectMeta::getUid);
    }

    /** Asks the API server itself for all Jobs that are runs, page by page. */
    Set<Entry> entries() {
        Set<Entry> entries = new HashSet<>();
        list(new ListOptions(), job -> JobRecords.entry(job).ifPresent(entries::add));
        return entries;
    }

    /**
     * The Jobs that are runs as they were when one was made, by the order that the API server puts all changes in: what was made later is
     * not among them.
     */
    AsOf asOf(Job made) {
        return new AsOf(made.getMetadata().getResourceVersion());
    }

    /** The Jobs at one of the API server's versions. */
    final class AsOf {

        private final String version;

        private AsOf(String version) {
            this.version = version;
        }

        /** The Job with a name. */
        Optional<Job> named(String name) {
            List<Job> found = new ArrayList<>();
            list(exactly().withFieldSelector("metadata.name=" + name).build(), found::add);
            return found.stream().findFirst();
        }

        /** The ids of all runs that have a Job. */
        Set<String> runs() {
            Set<String> ids = new HashSet<>();
            list(exactly().build(), job -> JobReader.runId(job).ifPresent(ids::add));
            return ids;
        }

        private ListOptionsBuilder exactly() {
            return new ListOptionsBuilder().withResourceVersion(version).withResourceVersionMatch("Exact");
        }
    }

    private void list(ListOptions first, Consumer<Job> each) {
        ListOptions page = new ListOptionsBuilder(first).withLimit(PAGE).build();
        String next;
        do {
            ListOptions asked = page;
            JobList jobs = call("list the Jobs", () -> client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withLabel(RunLabels.RUN)
                    .list(asked));
            jobs.getItems().forEach(each);
            next = jobs.getMetadata().getContinue();
            // Which names the version too, and the API server takes only one of both.
            page = new ListOptionsBuilder(page)
                    .withResourceVersion(null)
                    .withResourceVersionMatch(null)
                    .withContinue(next)
                    .build();
        } while (next != null && !next.isEmpty());
    }

    /** Writes labels and annotations on a Job, if it is still the same. */
    void note(Job job, Map<String, String> labels, Map<String, String> annotations) {
        Map<String, Object> metadata =
                Map.of("uid", job.getMetadata().getUid(), "labels", labels, "annotations", annotations);
        call("write on Job '" + job.getMetadata().getName() + "'", () -> job(job.getMetadata()
                        .getName())
                .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata))));
    }

    /** Records an event of a Job, once for each reason, whichever control plane does. */
    void event(Job job, String type, String reason, String message) {
        ObjectMeta of = job.getMetadata();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withName(of.getName() + "." + of.getUid() + "." + reason.toLowerCase(Locale.ROOT))
                .withNamespace(namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withNamespace(namespace)
                .withName(of.getName())
                .withUid(of.getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.substring(0, Math.min(message.length(), LONGEST_EVENT)))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .build();
        try {
            call("tell an event of Job '" + of.getName() + "'", () -> client.v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(event)
                    .create());
        } catch (ClusterFailure e) {
            if (e.kind() != ClusterFailure.Kind.CONFLICT) { // which another control plane told
                throw e;
            }
        }
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
