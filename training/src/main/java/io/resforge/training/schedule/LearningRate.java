package io.resforge.training.schedule;

import static java.lang.Math.PI;
import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.pow;

import io.resforge.training.recipe.ScheduleSpec;
import io.resforge.training.recipe.ScheduleSpec.WarmupSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The learning rate as a pure function of the step, the same on every machine. */
public sealed interface LearningRate {

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
                    case ScheduleSpec.Triangle(double share, double start, double end) ->
                        new Triangle(peak * start, peak, peak * end, (long) (share * all), all);
                    case ScheduleSpec.Polynomial(double power) -> new Polynomial(peak, power, rise, all);
                    case ScheduleSpec.InverseTime(double rate) -> new InverseTime(peak, rate / stepsPerEpoch);
                };
        return rise == 0 ? then : new Warmup(rise, warmup.start(), then);
    }

    /** Always the peak. */
    record Constant(double peak) implements LearningRate {

        @Override
        public double at(long step) {
            return peak;
        }
    }

    /**
     * Half a cosine from the peak at step {@code from} to {@code floor} times it at step {@code to} (arXiv 1608.03983):
     * {@code peak · (floor + (1 − floor) · ½ (1 + cos(π t)))} with {@code t = (step − from) / (to − from)}.
     */
    record Cosine(double peak, double floor, long from, long to) implements LearningRate {

        @Override
        public double at(long step) {
            return between(peak, peak * floor, (double) (step - from) / (to - from));
        }

        /** From one rate to another along half a cosine, as {@code t} goes from 0 to 1. */
        static double between(double first, double last, double t) {
            return last + (first - last) * 0.5 * (1 + cos(PI * t));
        }
    }

    /** {@code peak / (1 + rate · step)}, falling with each step; the {@code decay} of Keras's older optimizers. */
    record InverseTime(double peak, double rate) implements LearningRate {

        @Override
        public double at(long step) {
            return peak / (1 + rate * step);
        }
    }

    /** The peak times the factor of the last milestone reached; the peak itself before the first. */
    record Milestones(double peak, NavigableMap<Long, Double> factors) implements LearningRate {

        public Milestones {
            factors = Collections.unmodifiableNavigableMap(new TreeMap<>(factors));
        }

        static Milestones of(double peak, ScheduleSpec.MultiStep spec, int stepsPerEpoch) {
            List<Double> factors = IntStream.rangeClosed(1, spec.milestones().size())
                    .mapToObj(reached -> pow(spec.factor(), reached))
                    .toList();
            return of(peak, spec.milestones(), factors, stepsPerEpoch);
        }

        static Milestones of(double peak, ScheduleSpec.Table spec, int stepsPerEpoch) {
            return of(peak, spec.milestones(), spec.factors(), stepsPerEpoch);
        }

        @Override
        public double at(long step) {
            Map.Entry<Long, Double> reached = factors.floorEntry(step);
            return reached == null ? peak : peak * reached.getValue();
        }

        private static Milestones of(double peak, List<Double> epochs, List<Double> factors, int stepsPerEpoch) {
            NavigableMap<Long, Double> bySteps = new TreeMap<>();
            for (int i = 0; i < epochs.size(); i++) {
                bySteps.put(Math.round(epochs.get(i) * stepsPerEpoch), factors.get(i));
            }
            return new Milestones(peak, bySteps);
        }
    }

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

    /** A straight rise to the peak at step {@code top}, and a straight fall to step {@code all}, which is behind the last. */
    record Triangle(double first, double peak, double end, long top, long all) implements LearningRate {

        @Override
        public double at(long step) {
            if (step < top) {
                return first + (peak - first) * step / top;
            }
            return peak + (end - peak) * (step - top) / (all - top);
        }
    }

    /** A fall from the peak at step {@code from} to 0 at step {@code to}: {@code peak · (1 − (step − from) / (to − from))^power}. */
    record Polynomial(double peak, double power, long from, long to) implements LearningRate {

        @Override
        public double at(long step) {
            return peak * pow((double) (to - step) / (to - from), power);
        }
    }

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
}
