package io.resforge.trainer.kubernetes.job;

import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a Job is asked for. What the installation adds to it is in {@link JobSettings}.
 *
 * @param id of the run, and the Job's name
 * @param model that gets the checkpoints
 * @param work what to train
 * @param dataset where the data set is, as the worker sees it; empty leaves it to the worker
 * @param fromVersion the version to begin with; empty for fresh weights
 * @param labels to find the run by; those of the program itself win over them
 */
public record JobRequest(
        String id,
        String model,
        JobPayload work,
        Optional<String> dataset,
        Optional<String> fromVersion,
        Map<String, String> labels) {

    private static final int LONGEST_NAME = 63;

    public JobRequest {
        ObjectNames.run(id);
        ObjectNames.model(model);
        String own = model;
        fromVersion =
                fromVersion.map(version -> VersionReference.parse(version, own).within(own));
        labels = Map.copyOf(labels);
        if (work instanceof JobPayload.Sweep sweep) {
            checkMemberNames(id, sweep);
        }
    }

    /** Pods of an Indexed Job have their index in their host name. */
    private static void checkMemberNames(String id, JobPayload.Sweep sweep) {
        int suffix = ("-" + (sweep.members() - 1)).length();
        if (id.length() + suffix > LONGEST_NAME) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the id of a sweep of %d members must have at most %d characters, has %d",
                    sweep.members(),
                    LONGEST_NAME - suffix,
                    id.length()));
        }
    }
}
