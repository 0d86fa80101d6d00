package io.resforge.client;

import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.RunState;
import java.util.List;

/**
 * Which runs are asked for.
 *
 * @param states one of these; empty for all
 * @param recipe the name of their recipe, or {@code inline}; empty for all
 * @param selector what their labels are like, as kubectl takes it: {@code team=vision,stage!=draft}; empty for all
 */
public record RunQuery(List<RunState> states, String recipe, String selector) {

    /** All runs. */
    public static final RunQuery ALL = new RunQuery(List.of(), "", "");

    public RunQuery {
        states = List.copyOf(states);
    }

    ListRunsRequest.Builder request() {
        return ListRunsRequest.newBuilder()
                .addAllStates(states)
                .setRecipe(recipe)
                .setLabelSelector(selector);
    }
}
