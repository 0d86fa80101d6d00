package io.resforge.training.schedule;

import java.util.List;

/** The peak, divided by 10 from each milestone on: {@code peak · 10^−(milestones reached)}. */
record Steps(double peak, List<Long> milestones) implements LearningRate {

    Steps {
        milestones = List.copyOf(milestones);
    }

    @Override
    public double at(long step) {
        long reached =
                milestones.stream().filter(milestone -> step >= milestone).count();
        return peak / Math.pow(10, reached);
    }
}
