package io.resforge.registry.run;

import io.resforge.registry.json.JsonTree;
import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import io.resforge.registry.value.VersionReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a run was asked to do: {@code runs/<run>/spec.json}. It never changes.
 *
 * @param dataset where the images are, as the worker sees it: a folder, or a location that it knows
 * @param fromVersion the version to begin with, such as {@code 17} or {@code cifar10@17}, or null for fresh weights
 * @param recipe the training recipe as JSON, every default filled in
 * @param submittedAt in the years 1970 to 9999
 * @param labels words to find the run by, as Kubernetes has them
 */
public record RunSpec(
        String runId,
        String model,
        String dataset,
        String fromVersion,
        Map<String, Object> recipe,
        Instant submittedAt,
        Map<String, String> labels) {

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    public RunSpec {
        ObjectNames.run(runId);
        ObjectNames.model(model);
        FieldChecks.text("dataset", dataset);
        fromVersion = fromVersion == null
                ? null
                : VersionReference.parse(fromVersion, model).within(model);
        recipe = JsonTree.copyOf(FieldChecks.present("recipe", recipe));
        FieldChecks.present("submittedAt", submittedAt);
        if (submittedAt.isBefore(Instant.EPOCH) || !submittedAt.isBefore(YEAR_10000)) {
            throw new IllegalArgumentException("submittedAt must be in the years 1970 to 9999, was " + submittedAt);
        }
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** A run without labels. */
    public RunSpec(
            String runId,
            String model,
            String dataset,
            String fromVersion,
            Map<String, Object> recipe,
            Instant submittedAt) {
        this(runId, model, dataset, fromVersion, recipe, submittedAt, Map.of());
    }

    /** The same with these labels. */
    public RunSpec withLabels(Map<String, String> given) {
        return new RunSpec(runId, model, dataset, fromVersion, recipe, submittedAt, given);
    }

    /** The version to begin with; empty for fresh weights. */
    public Optional<VersionReference> origin() {
        return Optional.ofNullable(fromVersion).map(version -> VersionReference.parse(version, model));
    }
}
