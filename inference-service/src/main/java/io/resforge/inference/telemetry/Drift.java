package io.resforge.inference.telemetry;

import java.util.List;

/**
 * How far the classes that a version predicts have moved from those that it predicted for the held-out images: the population stability
 * index of the last predictions (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 9),
 *
 * <pre>{@code PSI = sum over classes of (a - e) * ln(a / e)}</pre>
 *
 * with {@code a} a class's share now and {@code e} its share then. By the usual reading below 0.1 nothing has changed, and above 0.25 much
 * has. By chance alone it is about {@code (classes - 1) / window}: .009 for ten classes and a window of 1,000.
 */
public final class Drift {

    /** Predictions that it looks back on. */
    public static final int WINDOW = 1_000;

    /** Stands for the share of a class that never occurs, whose logarithm would be infinite. */
    private static final double LEAST = 1e-4;

    private final double[] expected;
    private final int[] window;
    private final int[] counts;
    private long seen;

    /** @param baseline share of each class, from 0 to 1 */
    public Drift(List<Double> baseline) {
        this(baseline, WINDOW);
    }

    Drift(List<Double> baseline, int window) {
        this.expected = baseline.stream().mapToDouble(share -> share).toArray();
        this.counts = new int[expected.length];
        this.window = new int[window];
    }

    /** An image was found to be of this class, from 0. */
    public synchronized void predicted(int classIndex) {
        int at = (int) (seen++ % window.length);
        if (seen > window.length) {
            counts[window[at]]--;
        }
        window[at] = classIndex;
        counts[classIndex]++;
    }

    /** The index, from 0 on; 0 too until there are predictions for a whole window, as fewer tell nothing. */
    public synchronized double index() {
        if (seen < window.length) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            double a = Math.max(LEAST, (double) counts[i] / window.length);
            double e = Math.max(LEAST, expected[i]);
            sum += (a - e) * Math.log(a / e);
        }
        return sum;
    }
}
