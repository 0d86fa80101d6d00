package io.resforge.training.loop;

import io.resforge.neuralnet.layout.Weights;
import java.util.Locale;

/** The last check before weights are kept. */
final class FiniteWeights {

    private FiniteWeights() {}

    /**
     * Returns the weights.
     *
     * @throws Diverged if a number of them is infinite or none
     */
    static Weights check(Weights weights, int epoch) {
        check(weights.parameters(), "weight", epoch);
        check(weights.statistics(), "batch norm statistic", epoch);
        return weights;
    }

    private static void check(float[] values, String what, int epoch) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new Diverged(String.format(
                        Locale.ROOT,
                        "%s %d of %d became %s in epoch %d; try a lower peak rate",
                        what,
                        i,
                        values.length,
                        values[i],
                        epoch));
            }
        }
    }
}
