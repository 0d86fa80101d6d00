package io.resforge.training.schedule;

import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.training.recipe.WarmupSpec;

/** The learning rate as a pure function of the step, the same on every machine. */
public sealed interface LearningRate
        permits Constant, Cosine, InverseTime, Milestones, OneCycle, Polynomial, StepDecay, Warmup {

    /** The rate of a step of the optimizer, counted from 0. */
    double at(long step);

    /**
     * The rate that a recipe asks for, with its epochs turned into steps, rounded to the nearest. A cosine and a polynomial fall from
     * the end of the warm-up to the end of the run; all others count from the beginning of the run, so that a milestone means the same
     * epoch with and without a warm-up. Milestones after the end of the run are never reached.
     *
     * @param peak the highest rate
     * @param epochs of the whole run, at least 1
     * @param stepsPerEpoch of the optimizer, at least 1
     */
    static LearningRate of(ScheduleSpec spec, double peak, WarmupSpec warmup, int epochs, int stepsPerEpoch) {
        long all = (long) epochs * stepsPerEpoch;
        // A rise that rounds to the whole run would leave the fall without a step.
        long rise = Math.min(Math.round(warmup.epochs() * stepsPerEpoch), all - 1);
        LearningRate then =
                switch (spec) {
                    case ScheduleSpec.Constant _ -> new Constant(peak);
                    case ScheduleSpec.Step(double every, double factor) ->
                        new StepDecay(peak, every * stepsPerEpoch, factor);
                    case ScheduleSpec.MultiStep multiStep -> Milestones.of(peak, multiStep, stepsPerEpoch);
                    case ScheduleSpec.Table table -> Milestones.of(peak, table, stepsPerEpoch);
                    case ScheduleSpec.Cosine(double floor) -> new Cosine(peak, floor, rise, all);
                    case ScheduleSpec.OneCycle cycle -> OneCycle.of(peak, cycle, all);
                    case ScheduleSpec.Polynomial(double power) -> new Polynomial(peak, power, rise, all);
                    case ScheduleSpec.InverseTime(double rate) -> new InverseTime(peak, rate / stepsPerEpoch);
                };
        return rise == 0 ? then : new Warmup(rise, warmup.start(), then);
    }
}
