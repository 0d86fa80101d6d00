package io.resforge.training.optimizer;

import static java.lang.StrictMath.pow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;
import io.resforge.training.recipe.Recipe.LookaheadSpec;

/**
 * Slow weights that follow those of the optimizer, and that the optimizer goes on from (arXiv 1907.08610, in the form of arXiv 2404.00498,
 * where the slow weights follow less and less). After each {@code every} steps, with step {@code t} of {@code T}:
 *
 * <pre>
 * slow ← d · slow + (1 − d) · weights,   weights ← slow,   d = decay^every · (t / T)^power
 * </pre>
 *
 * The last step of all ends with {@code weights ← slow}. Batch norm's statistics take part.
 */
public final class Lookahead {

    private static final NDIndex ALL = new NDIndex(":");

    private final LookaheadSpec spec;
    private final long all;
    private final OptimizerSlots slots;
    private final NDArray parameters;
    private final NDArray statistics;
    private long steps;

    /**
     * Slow weights that begin as the weights of now.
     *
     * @param all steps of the optimizer in the whole run, at least 1
     * @param parameters fp32 {@code [n]}; copied
     * @param statistics fp32 {@code [s]}; copied
     * @param manager owns the copies
     */
    public Lookahead(LookaheadSpec spec, long all, NDArray parameters, NDArray statistics, NDManager manager) {
        this.spec = spec;
        this.all = all;
        this.slots = new OptimizerSlots(manager);
        this.parameters = slots.copy("parameters", parameters);
        this.statistics = slots.copy("statistics", statistics);
    }

    /** Takes in the weights after a step, and overwrites them where it is their turn. */
    public void update(NDArray fastParameters, NDArray fastStatistics) {
        steps++;
        if (steps % spec.every() == 0) {
            double kept = pow(spec.decay(), spec.every()) * pow((double) steps / all, spec.power());
            try (NDArray share = slots.number(1 - kept)) {
                approach(parameters, fastParameters, share);
                approach(statistics, fastStatistics, share);
            }
        }
        if (steps % spec.every() == 0 || steps == all) {
            fastParameters.set(ALL, parameters);
            fastStatistics.set(ALL, statistics);
        }
    }

    /** A copy of all that it remembers. Waits until that is computed. */
    public OptimizerState state() {
        return slots.state(steps);
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is not the state of as many weights
     */
    public void restore(OptimizerState state) {
        slots.restore(state);
        steps = state.steps();
    }

    /** In this form numbers that are always the same stay exactly what they are. */
    private static void approach(NDArray slow, NDArray fast, NDArray share) {
        try (NDArray way = fast.sub(slow)) {
            slow.addi(way.muli(share));
        }
    }
}
