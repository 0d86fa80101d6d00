package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;

/**
 * The exponential moving average of weights over the steps of an optimizer, batch norm's statistics included, which must fit the
 * averaged parameters:
 *
 * <pre>
 * average ← d · average + (1 − d) · weights,   d = min(decay, (1 + t) / (10 + t)) at update t = 1, 2, …
 * </pre>
 *
 * It begins as a copy of the weights; the smaller {@code d} of early updates, which TensorFlow's {@code ExponentialMovingAverage} has
 * for its {@code num_updates}, soon makes them forget it.
 */
public final class MovingAverage {

    private final double decay;
    private final OptimizerSlots slots;
    private final NDArray parameters;
    private final NDArray statistics;
    private long updates;

    /**
     * The average of the weights of now.
     *
     * @param decay in [0, 1)
     * @param parameters fp32 {@code [n]}; copied
     * @param statistics fp32 {@code [s]}; copied
     * @param manager owns the copies
     */
    public MovingAverage(double decay, NDArray parameters, NDArray statistics, NDManager manager) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of an average must be within [0, 1), was " + decay);
        }
        this.decay = decay;
        this.slots = new OptimizerSlots(manager);
        this.parameters = slots.copy("parameters", parameters);
        this.statistics = slots.copy("statistics", statistics);
    }

    /** Takes in the weights after a step. */
    public void update(NDArray newParameters, NDArray newStatistics) {
        updates++;
        double kept = Math.min(decay, (1.0 + updates) / (10.0 + updates));
        try (NDArray share = slots.number(1 - kept)) {
            approach(parameters, newParameters, share);
            approach(statistics, newStatistics, share);
        }
    }

    /** A copy of the averages. Waits until they are computed. */
    public Weights weights() {
        return new Weights(parameters.toFloatArray(), statistics.toFloatArray());
    }

    /** A copy of all that it remembers. Waits until that is computed. */
    public OptimizerState state() {
        return slots.state(updates);
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is not the state of an average of as many weights
     */
    public void restore(OptimizerState state) {
        slots.restore(state);
        updates = state.steps();
    }

    /** In this form an average of always the same numbers stays exactly what they are. */
    private static void approach(NDArray average, NDArray weights, NDArray share) {
        try (NDArray way = weights.sub(average)) {
            average.addi(way.muli(share));
        }
    }
}
