package io.resforge.training.schedule;

import static java.lang.Math.PI;
import static java.lang.StrictMath.cos;

/**
 * Half a cosine from the peak at step {@code from} to {@code floor} times it at step {@code to} (arXiv 1608.03983):
 * {@code peak · (floor + (1 − floor) · ½ (1 + cos(π t)))} with {@code t = (step − from) / (to − from)}.
 */
record Cosine(double peak, double floor, long from, long to) implements LearningRate {

    @Override
    public double at(long step) {
        return between(peak, peak * floor, (double) (step - from) / (to - from));
    }

    /** From one rate to another along half a cosine, as {@code t} goes from 0 to 1. */
    static double between(double first, double last, double t) {
        return last + (first - last) * 0.5 * (1 + cos(PI * t));
    }
}
