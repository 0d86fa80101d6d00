package io.resforge.trainer.backend.kubernetes.job;

import io.resforge.trainer.backend.kubernetes.job.JobRequest.JobPayload;
import io.resforge.trainer.contract.RunLabels;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The labels and annotations of a Job and its pods. */
public final class JobLabels {

    /** Annotation: what was asked for, as a digest, so that a submission that is sent again is known. */
    public static final String REQUEST_DIGEST = "resforge.io/request-digest";

    /** Annotation: it was this control plane that suspended the Job, rather than a queue. */
    public static final String SUSPENDED = "resforge.io/suspended";

    /** Annotation: the Job was made while another had its id, and is taken back: it tells nothing of any run. */
    public static final String WITHDRAWN = "resforge.io/withdrawn";

    /** Annotation: how the run ended, in words. */
    public static final String OUTCOME = "resforge.io/outcome";

    /** The version that a run published. */
    public static final String VERSION = "resforge.io/version";

    /** Whether that version was promoted: {@code true} or {@code false}. */
    public static final String PROMOTED = "resforge.io/promoted";

    /** The queue of Kueue that decides when a Job starts. */
    public static final String QUEUE = "kueue.x-k8s.io/queue-name";

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private JobLabels() {}

    /** Those of the Job: what tells this run from others, and all that its caller gave it. */
    static Map<String, String> of(JobRequest request) {
        Map<String, String> labels = new TreeMap<>(request.labels());
        labels.putAll(ofPods(request));
        return labels;
    }

    /**
     * Those of its pods. Of a caller's own they have only those with a prefix, which the installation has allowed: what selects pods by
     * their labels, such as a network policy or an identity of a cloud, does so by names without one too.
     */
    static Map<String, String> ofPods(JobRequest request) {
        Map<String, String> labels = new TreeMap<>(request.labels());
        labels.keySet().removeIf(key -> !key.contains("/"));
        labels.put("app.kubernetes.io/name", "resforge-trainer");
        labels.put("app.kubernetes.io/component", "worker");
        labels.put("app.kubernetes.io/part-of", "resforge");
        labels.put("app.kubernetes.io/managed-by", JobApplier.FIELD_MANAGER);
        labels.put(RunLabels.RUN, request.id());
        labels.put(RunLabels.MODEL, request.model());
        switch (request.work()) {
            case JobPayload.Training training -> labels.put(RunLabels.RECIPE, recipe(training));
            case JobPayload.Sweep sweep -> {
                labels.put(RunLabels.RECIPE, value(sweep.name()));
                labels.put(RunLabels.SWEEP, request.id());
            }
        }
        return labels;
    }

    private static String recipe(JobPayload.Training training) {
        return JobArguments.base(training).map(JobLabels::value).orElse(RunLabels.INLINE);
    }

    /** Not every name can be a label's value. */
    private static String value(String name) {
        return VALUE.matcher(name).matches() ? name : RunLabels.INLINE;
    }
}
