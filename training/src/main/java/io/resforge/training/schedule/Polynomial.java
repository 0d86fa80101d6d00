package io.resforge.training.schedule;

import static java.lang.StrictMath.pow;

/** A fall from the peak at step {@code from} to 0 at step {@code to}: {@code peak · (1 − (step − from) / (to − from))^power}. */
record Polynomial(double peak, double power, long from, long to) implements LearningRate {

    @Override
    public double at(long step) {
        return peak * pow((double) (to - step) / (to - from), power);
    }
}
