package io.resforge.training.schedule;

/** Always the peak. */
record Constant(double peak) implements LearningRate {

    @Override
    public double at(long step) {
        return peak;
    }
}
