package io.resforge.trainer.kubernetes.job;

import io.resforge.registry.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            String name, Optional<Map<String, Object>> definition, List<String> settings, int members, int parallelism)
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
