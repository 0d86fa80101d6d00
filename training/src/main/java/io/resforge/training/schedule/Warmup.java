package io.resforge.training.schedule;

/**
 * A linear rise to another schedule's rate at step {@code steps}, from a share of it:
 * {@code top · (start + (1 − start) · step / steps)}.
 */
record Warmup(long steps, double start, LearningRate then) implements LearningRate {

    @Override
    public double at(long step) {
        if (step >= steps) {
            return then.at(step);
        }
        return then.at(steps) * (start + (1 - start) * step / steps);
    }
}
