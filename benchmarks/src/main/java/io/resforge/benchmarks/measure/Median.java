package io.resforge.benchmarks.measure;

import java.util.Arrays;

/** The middle of some numbers; NaN if there are none. */
public final class Median {

    private Median() {}

    public static double of(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
