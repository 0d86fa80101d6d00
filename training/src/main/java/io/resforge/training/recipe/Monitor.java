package io.resforge.training.recipe;

/** What is watched of the held-out images. */
public enum Monitor {
    /** The share classified correctly, which should rise. */
    ACCURACY,
    /** The mean cross-entropy, which should fall. */
    LOSS;

    /** Whether a value is better than the best so far, by more than {@code minDelta}. */
    public boolean improves(double value, double best, double minDelta) {
        return switch (this) {
            case ACCURACY -> value > best + minDelta;
            case LOSS -> value < best - minDelta;
        };
    }

    /** Worse than any value. */
    public double worst() {
        return switch (this) {
            case ACCURACY -> Double.NEGATIVE_INFINITY;
            case LOSS -> Double.POSITIVE_INFINITY;
        };
    }
}
