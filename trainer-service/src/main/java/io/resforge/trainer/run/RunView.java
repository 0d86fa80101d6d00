package io.resforge.trainer.run;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.trainer.request.RunLabels;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A run as clients see it, wherever it is known from.
 *
 * @param spec what was asked for
 * @param state where it stands
 * @param message why it stands there, in words
 * @param startedAt when training began; empty before
 * @param endedAt when it ended; empty before
 * @param progress how far training is; empty before it begins
 * @param result what came of it; empty unless it succeeded
 * @param members how the members stand; empty unless this is a sweep
 */
public record RunView(
        RunSpec spec,
        RunState state,
        String message,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Progress> progress,
        Optional<RunEnd.Result> result,
        Optional<SweepMembers> members) {

    public String id() {
        return spec.runId();
    }

    /** The same with more words on why it stands there. */
    public RunView saying(String more) {
        return new RunView(spec, state, message + "; " + more, startedAt, endedAt, progress, result, members);
    }

    /** Where it stands in the list of all runs. */
    public Cursor cursor() {
        return new Cursor(spec.submittedAt(), id());
    }

    /** All labels: those that were asked for, and what the program itself says of every run. */
    public Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        labels.put(RunLabels.RECIPE, RunLabels.INLINE);
        labels.putAll(spec.labels());
        labels.put(RunLabels.RUN, id());
        labels.put(RunLabels.MODEL, spec.model());
        return labels;
    }
}
