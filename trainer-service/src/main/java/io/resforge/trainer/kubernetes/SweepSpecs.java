package io.resforge.trainer.kubernetes;

import io.resforge.registry.run.RunSpec;
import io.resforge.trainer.request.RunLabels;
import io.resforge.trainer.request.SweepRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** How a sweep is recorded as a run: where others have a recipe, it has what the sweep is. */
final class SweepSpecs {

    private static final String SWEEP = "sweep";
    private static final String MEMBERS = "members";
    private static final String SETTINGS = "settings";
    private static final String PARALLELISM = "parallelism";
    private static final String YAML = "yaml";

    private SweepSpecs() {}

    static RunSpec spec(SweepRequest request, String runId, Instant now) {
        Map<String, Object> asked = new HashMap<>();
        asked.put(SWEEP, request.sweep().name());
        asked.put(MEMBERS, request.sweep().members().size());
        asked.put(SETTINGS, request.settings());
        asked.put(PARALLELISM, request.parallelism());
        if (request.source() instanceof SweepRequest.Source.Yaml(String text)) {
            asked.put(YAML, text);
        }
        Map<String, String> labels = new HashMap<>(request.labels());
        labels.put(RunLabels.RECIPE, request.sweep().name());
        labels.put(RunLabels.SWEEP, runId);
        return new RunSpec(runId, request.model(), request.dataset(), null, asked, now, labels);
    }

    /** How many members a sweep has; empty for a run that is none. */
    static OptionalInt members(RunSpec spec) {
        return spec.recipe().containsKey(SWEEP) && spec.recipe().get(MEMBERS) instanceof Number count
                ? OptionalInt.of(count.intValue())
                : OptionalInt.empty();
    }
}
