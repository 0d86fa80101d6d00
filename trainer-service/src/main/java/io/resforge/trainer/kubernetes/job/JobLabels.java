package io.resforge.trainer.kubernetes.job;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The labels and annotations of a Job and its pods. */
public final class JobLabels {

    /** The run's id. A Job with this label is a run, whoever applied it. */
    public static final String RUN = "resforge.io/run";

    /** The model that gets the checkpoint. */
    public static final String MODEL = "resforge.io/model";

    /** The recipe's name, or {@value #INLINE}. */
    public static final String RECIPE = "resforge.io/recipe";

    /** The run of the sweep. */
    public static final String SWEEP = "resforge.io/sweep";

    /** Annotation: what was asked for, as a digest, so that a submission that is sent again is known. */
    public static final String REQUEST_DIGEST = "resforge.io/request-digest";

    /** The queue of Kueue that decides when a Job starts. */
    public static final String QUEUE = "kueue.x-k8s.io/queue-name";

    /** Stands for a recipe without a name. */
    public static final String INLINE = "inline";

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private JobLabels() {}

    /** What tells this run from others, and what belongs to it. */
    static Map<String, String> of(JobRequest request) {
        Map<String, String> labels = new TreeMap<>(request.labels());
        labels.put("app.kubernetes.io/name", "resforge-trainer");
        labels.put("app.kubernetes.io/component", "worker");
        labels.put("app.kubernetes.io/part-of", "resforge");
        labels.put("app.kubernetes.io/managed-by", Jobs.FIELD_MANAGER);
        labels.put(RUN, request.id());
        labels.put(MODEL, request.model());
        switch (request.work()) {
            case Work.Training training -> labels.put(RECIPE, recipe(training));
            case Work.Sweep sweep -> {
                labels.put(RECIPE, value(sweep.name()));
                labels.put(SWEEP, request.id());
            }
        }
        return labels;
    }

    private static String recipe(Work.Training training) {
        return WorkerArguments.base(training).map(JobLabels::value).orElse(INLINE);
    }

    /** Not every name can be a label's value. */
    private static String value(String name) {
        return VALUE.matcher(name).matches() ? name : INLINE;
    }
}
