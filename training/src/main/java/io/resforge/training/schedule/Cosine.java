package io.resforge.training.schedule;

import static java.lang.Math.PI;
import static java.lang.Math.cos;

/**
 * Half a cosine from the peak at step {@code from} to 0 at step {@code to} (arXiv 1608.03983):
 * {@code peak · ½ (1 + cos(π (step − from) / (to − from)))}.
 */
record Cosine(double peak, long from, long to) implements LearningRate {

    @Override
    public double at(long step) {
        return peak * 0.5 * (1 + cos(PI * (step - from) / (to - from)));
    }
}
