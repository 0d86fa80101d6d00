package io.resforge.training.schedule;

/** {@code peak / (1 + rate · step)}, falling with each step; the {@code decay} of Keras's older optimizers. */
record InverseTime(double peak, double rate) implements LearningRate {

    @Override
    public double at(long step) {
        return peak / (1 + rate * step);
    }
}
