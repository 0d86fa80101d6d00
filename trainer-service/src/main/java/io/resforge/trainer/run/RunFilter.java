package io.resforge.trainer.run;

import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs are asked for.
 *
 * @param states one of these; empty for all
 * @param recipe the name of the recipe; empty for all
 * @param labels what their labels must be like
 */
public record RunFilter(Set<RunState> states, Optional<String> recipe, LabelSelector labels) {

    /** Takes every run. */
    public static final RunFilter ALL = new RunFilter(Set.of(), Optional.empty(), LabelSelector.ALL);

    public RunFilter {
        states = Set.copyOf(states);
    }

    /** Whether this run is asked for. */
    public boolean takes(RunView run) {
        return takes(run.state()) && takes(run.labels());
    }

    /** Whether runs in this state are. */
    public boolean takes(RunState state) {
        return states.isEmpty() || states.contains(state);
    }

    /** Whether runs with these labels are. */
    public boolean takes(Map<String, String> all) {
        return recipe.map(name -> name.equals(all.get(RunLabels.RECIPE))).orElse(true) && labels.matches(all);
    }
}
