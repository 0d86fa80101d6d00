package io.resforge.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** The sum of gradients' norms, kept where they are computed, so that no step waits for it. */
final class GradientNorms {

    private final NDManager manager;
    private NDArray sum;
    private long count;

    GradientNorms(NDManager manager) {
        this.manager = manager;
        countFrom(0, 0);
    }

    /** Adds a native number, fp32, which it closes. */
    void add(NDArray norm) {
        try (norm;
                NDArray exact = norm.toType(DataType.FLOAT64, false)) {
            sum.addi(exact);
        }
        count++;
    }

    /** Begins with what norms before came to. */
    void countFrom(double sumBefore, long countBefore) {
        if (sum != null) {
            sum.close();
        }
        sum = manager.create(new double[] {sumBefore});
        count = countBefore;
    }

    /** The sum. Waits until it is computed. */
    double sum() {
        return sum.toDoubleArray()[0];
    }

    long count() {
        return count;
    }
}
