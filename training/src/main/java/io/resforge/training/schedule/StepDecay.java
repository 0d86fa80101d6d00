package io.resforge.training.schedule;

import static java.lang.StrictMath.pow;

/**
 * The peak times a factor for each time that {@code every} steps have gone by: {@code peak · factor^n}, with {@code n} the largest
 * number whose multiple of {@code every}, rounded to a step, has been reached.
 */
record StepDecay(double peak, double every, double factor) implements LearningRate {

    @Override
    public double at(long step) {
        // round(n · every) ≤ step is the same as n · every < step + ½.
        return peak * pow(factor, Math.ceil((step + 0.5) / every) - 1);
    }
}
