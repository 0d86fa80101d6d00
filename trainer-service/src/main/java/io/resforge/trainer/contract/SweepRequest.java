package io.resforge.trainer.contract;

import io.resforge.registry.run.RunSpec;
import io.resforge.training.recipe.sweep.Sweep;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A sweep that is asked for, valid in itself.
 *
 * @param runId the id that the client chose; empty leaves the choice to the control plane
 * @param source where the members come from
 * @param settings {@code key=value} for the recipes of all members
 * @param sweep the members, with the settings
 * @param model that gets the checkpoints
 * @param dataset where the images are, as the worker sees it
 * @param parallelism members trained at a time, at least 1
 * @param labels to find the run by
 */
public record SweepRequest(
        Optional<String> runId,
        Source source,
        List<String> settings,
        Sweep sweep,
        String model,
        String dataset,
        int parallelism,
        Map<String, String> labels)
        implements Submission {

    private static final String SWEEP = "sweep";
    private static final String MEMBERS = "members";

    public SweepRequest {
        settings = List.copyOf(settings);
        labels = Map.copyOf(labels);
    }

    @Override
    public String name() {
        return sweep.name();
    }

    /** What is recorded of this request: where others have a recipe, a sweep has what it is. */
    @Override
    public RunSpec spec(String runId, Instant submittedAt) {
        Map<String, Object> asked = new HashMap<>();
        asked.put(SWEEP, sweep.name());
        asked.put(MEMBERS, sweep.members().size());
        asked.put("settings", settings);
        asked.put("parallelism", parallelism);
        if (source instanceof Source.Yaml(String text)) {
            asked.put("yaml", text);
        }
        Map<String, String> all = new HashMap<>(labels);
        all.put(RunLabels.RECIPE, sweep.name());
        all.put(RunLabels.SWEEP, runId);
        return new RunSpec(runId, model, dataset, null, asked, submittedAt, all);
    }

    /** How many members a recorded sweep has; empty for a run that is none. */
    public static OptionalInt members(RunSpec recorded) {
        return recorded.recipe().containsKey(SWEEP) && recorded.recipe().get(MEMBERS) instanceof Number count
                ? OptionalInt.of(count.intValue())
                : OptionalInt.empty();
    }

    /** Where a sweep comes from. */
    public sealed interface Source {

        /** One that comes with the program. */
        record Named(String name) implements Source {}

        /** A text. */
        record Yaml(String text) implements Source {}
    }
}
