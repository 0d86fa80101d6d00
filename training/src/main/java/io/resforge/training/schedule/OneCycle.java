package io.resforge.training.schedule;

import io.resforge.training.recipe.ScheduleSpec;

/**
 * Half a cosine up to the peak at step {@code top}, which may lie between two steps, and half a cosine down to step {@code last}:
 * PyTorch's {@code OneCycleLR} with its two phases. The momentum stays as it is, as with {@code cycle_momentum=False}.
 */
record OneCycle(double first, double peak, double end, double top, long last) implements LearningRate {

    static OneCycle of(double peak, ScheduleSpec.OneCycle spec, long steps) {
        // PyTorch's count: the peak is at the last step of the rise, so that a rise of one step begins at the top.
        double top = Math.max(0, spec.rise() * steps - 1);
        return new OneCycle(peak * spec.start(), peak, peak * spec.end(), top, steps - 1);
    }

    @Override
    public double at(long step) {
        if (step < top) {
            return Cosine.between(first, peak, step / top);
        }
        return last == top ? peak : Cosine.between(peak, end, (step - top) / (last - top));
    }
}
