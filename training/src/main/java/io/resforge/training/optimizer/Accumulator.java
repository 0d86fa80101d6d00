package io.resforge.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.resforge.training.optimizer.OptimizerState.OptimizerSlots;

/** The mean gradient of several batches, for steps of more images than fit into memory at once. */
public final class Accumulator {

    private final NDArray sum;
    private final OptimizerSlots slots;
    private int count;

    /**
     * An empty accumulator.
     *
     * @param length of the gradients
     */
    public Accumulator(NDManager manager, long length) {
        this.slots = new OptimizerSlots(manager);
        this.sum = slots.vector("sum", length, 0);
    }

    /** Adds a gradient, fp32 {@code [n]}. */
    public void add(NDArray gradient) {
        if (count == 0) {
            sum.set(new NDIndex(":"), gradient);
        } else {
            sum.addi(gradient);
        }
        count++;
    }

    /** How many gradients were added since the last mean. */
    public int count() {
        return count;
    }

    /**
     * The mean of the gradients since the last call, each with the same weight; the next {@link #add} begins anew.
     *
     * @return fp32 {@code [n]}, which belongs to the accumulator and may be changed until then
     * @throws IllegalStateException if there was none
     */
    public NDArray takeMean() {
        if (count == 0) {
            throw new IllegalStateException("there is no mean of no gradients");
        }
        try (NDArray share = slots.number(1.0 / count)) {
            sum.muli(share);
        }
        count = 0;
        return sum;
    }

    /** A copy of what was added since the last mean; its steps are the count. Waits until that is computed. */
    public OptimizerState state() {
        return slots.state(count);
    }

    /**
     * Goes on from a state.
     *
     * @throws IllegalArgumentException if it is of gradients of another length
     */
    public void restore(OptimizerState state) {
        slots.restore(state);
        count = Math.toIntExact(state.steps());
    }
}
