package io.resforge.training.schedule;

/**
 * A linear rise to another schedule's rate at step {@code steps}, from a twenty-fifth of it, which is where PyTorch's
 * one-cycle policy begins: {@code peak · (f + (1 − f) · step / steps)} with {@code f = 1/25}.
 */
record Warmup(long steps, LearningRate then) implements LearningRate {

    private static final double FIRST = 1.0 / 25;

    @Override
    public double at(long step) {
        if (step >= steps) {
            return then.at(step);
        }
        return then.at(steps) * (FIRST + (1 - FIRST) * step / steps);
    }
}
