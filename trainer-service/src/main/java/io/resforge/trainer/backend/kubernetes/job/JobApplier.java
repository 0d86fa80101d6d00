package io.resforge.trainer.backend.kubernetes.job;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts Jobs into a cluster. */
public final class JobApplier {

    /** Who Kubernetes has down as the owner of a Job's fields. */
    public static final String FIELD_MANAGER = "resforge";

    /**
     * No object is at the first version that a cluster ever had. So a caller with one in the way is told of a conflict, before anything
     * of it is changed; where there is none, nothing is compared.
     */
    private static final String NO_VERSION = "1";

    /** Between two looks a Job may be deleted, but not for ever. */
    private static final int MOST_ATTEMPTS = 3;

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(false)
            .withFieldValidation("Strict")
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final JobSettings settings;

    /** @param namespace where the Jobs are */
    public JobApplier(KubernetesClient client, String namespace, JobSettings settings) {
        this.client = client;
        this.namespace = KubernetesNames.label("the workers' namespace", namespace);
        this.settings = settings;
    }

    /**
     * Makes the Job of a run, unless there is one of its name. Of many who submit the same at once, one makes it and the others find it.
     *
     * @throws ClusterFailure if Kubernetes refuses it or cannot be reached
     */
    public SubmissionResult submit(JobRequest request) {
        return submit(request.id(), JobManifest.of(request, settings));
    }

    /**
     * Makes the Job of a run again as it was, and lets it go on; a queue that it waits in decides when.
     *
     * @param manifest the Job as it was applied
     * @throws ClusterFailure if Kubernetes refuses it or cannot be reached
     */
    public SubmissionResult again(String runId, Map<String, Object> manifest) {
        Job job = JobManifest.read(manifest);
        boolean queued = job.getMetadata().getLabels().containsKey(JobLabels.QUEUE);
        return submit(
                runId,
                new JobBuilder(job)
                        .editMetadata()
                        .withCreationTimestamp(null)
                        .removeFromAnnotations(JobLabels.SUSPENDED)
                        .endMetadata()
                        .editSpec()
                        .withSuspend(queued)
                        .endSpec()
                        .build());
    }

    private SubmissionResult submit(String runId, Job job) {
        try {
            return submit(job);
        } catch (KubernetesClientException e) {
            throw ClusterFailure.of("submit run '" + runId + "' to namespace '" + namespace + "'", e);
        }
    }

    private SubmissionResult submit(Job job) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new SubmissionResult.Created(create(job));
            } catch (KubernetesClientException e) {
                if (e.getCode() != HTTP_CONFLICT) {
                    throw e;
                }
                Optional<Job> existing = find(job.getMetadata().getName());
                if (existing.isPresent()) {
                    return isSame(job, existing.get())
                            ? new SubmissionResult.Repeated(existing.get())
                            : new SubmissionResult.Taken(existing.get());
                }
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Job create(Job job) {
        Job onlyIfNew = new JobBuilder(job)
                .editMetadata()
                .withNamespace(namespace)
                .withResourceVersion(NO_VERSION)
                .endMetadata()
                .build();
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(onlyIfNew)
                .patch(APPLY);
    }

    private Optional<Job> find(String name) {
        return Optional.ofNullable(
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
    }

    private static boolean isSame(Job asked, Job existing) {
        return digest(asked).equals(digest(existing));
    }

    private static Optional<String> digest(Job job) {
        return Optional.ofNullable(job.getMetadata().getAnnotations()).map(it -> it.get(JobLabels.REQUEST_DIGEST));
    }

    /** What became of a submission. */
    public sealed interface SubmissionResult {

        /** The Job that has the run's name now. */
        Job job();

        /** There was none, and it was made. */
        record Created(Job job) implements SubmissionResult {}

        /** The same was submitted before; nothing was changed. */
        record Repeated(Job job) implements SubmissionResult {}

        /** There is another Job of this name; nothing was changed. */
        record Taken(Job job) implements SubmissionResult {}
    }

    /** How Kubernetes lets things be called; each check returns the name, or refuses it with what is allowed. */
    static final class KubernetesNames {

        private static final int LONGEST = 253;
        private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

        private KubernetesNames() {}

        /** The name of an object. */
        static String object(String what, String name) {
            if (name.length() > LONGEST || !SUBDOMAIN.matcher(name).matches()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s must be a name of at most %d lower-case letters, digits, inner dashes and dots, was '%s'",
                        what,
                        LONGEST,
                        name));
            }
            return name;
        }

        /** The name of a namespace or a queue, which is also a label. */
        static String label(String what, String name) {
            if (!LABEL.matcher(name).matches()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s must be a name of at most 63 lower-case letters, digits and inner dashes, was '%s'",
                        what,
                        name));
            }
            return name;
        }
    }
}
