package io.resforge.training.schedule;

import io.resforge.training.recipe.ScheduleSpec;

/** The learning rate as a pure function of the step. */
public sealed interface LearningRate permits Cosine, Steps, Warmup {

    /** The rate of a step, counted from 0. */
    double at(long step);

    /** The rate that a recipe asks for, with its epochs turned into steps. */
    static LearningRate of(ScheduleSpec spec, int epochs, int stepsPerEpoch) {
        long all = (long) epochs * stepsPerEpoch;
        // A rise that rounds to the whole run would leave the fall without a step.
        long rise = Math.min(Math.round(spec.warmupEpochs() * stepsPerEpoch), all - 1);
        LearningRate fall =
                switch (spec) {
                    case ScheduleSpec.Cosine cosine -> new Cosine(cosine.peak(), rise, all);
                    case ScheduleSpec.Step step ->
                        new Steps(
                                step.peak(),
                                step.milestones().stream()
                                        .map(epoch -> Math.round(epoch * stepsPerEpoch))
                                        .toList());
                };
        return rise == 0 ? fall : new Warmup(rise, fall);
    }
}
