package io.resforge.trainer.backend.kubernetes.job;

import io.resforge.registry.json.JsonTree;
import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import java.util.List;
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

    /** What a Job trains. */
    public sealed interface JobPayload {

        /**
         * One run.
         *
         * @param recipe as it was asked for: only the keys that were given
         */
        record Training(Map<String, Object> recipe) implements JobPayload {

            public Training {
                recipe = JsonTree.copyOf(recipe);
            }
        }

        /**
         * The members of a sweep, each a run of its own.
         *
         * @param name of the sweep
         * @param definition the sweep itself, if it is none that comes with the program
         * @param settings values for the recipes of all members, such as {@code epochs=1}
         * @param members how many there are, from 1 to {@value #MOST_MEMBERS}
         * @param parallelism how many are trained at a time, at least 1
         */
        record Sweep(
                String name,
                Optional<Map<String, Object>> definition,
                List<String> settings,
                int members,
                int parallelism)
                implements JobPayload {

            /** The most indexes that Kubernetes lets a Job have whose indexes are retried one by one. */
            public static final int MOST_MEMBERS = 100_000;

            public Sweep {
                definition = definition.map(JsonTree::copyOf);
                settings = List.copyOf(settings);
                if (members < 1 || members > MOST_MEMBERS) {
                    throw new IllegalArgumentException(
                            "a sweep must have from 1 to " + MOST_MEMBERS + " members, has " + members);
                }
                if (parallelism < 1) {
                    throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
                }
                parallelism = Math.min(parallelism, members);
            }
        }
    }
}
