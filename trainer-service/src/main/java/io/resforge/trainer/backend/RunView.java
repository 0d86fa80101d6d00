package io.resforge.trainer.backend;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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

    /** The same in another state. */
    public RunView withState(RunState otherwise, String why, Optional<SweepMembers> how) {
        return new RunView(spec, otherwise, why, startedAt, endedAt, progress, result, how);
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

    /**
     * How the members of a sweep stand; those that are none of these wait.
     *
     * @param count how many there are
     * @param active at work
     * @param succeeded with a result
     * @param failed for good, by their place in the sweep from 0
     */
    public record SweepMembers(int count, int active, int succeeded, List<Integer> failed) {

        public SweepMembers {
            failed = List.copyOf(failed);
        }
    }
}
