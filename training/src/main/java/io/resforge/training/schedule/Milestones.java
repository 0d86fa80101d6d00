package io.resforge.training.schedule;

import static java.lang.StrictMath.pow;

import io.resforge.training.recipe.ScheduleSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The peak times the factor of the last milestone reached; the peak itself before the first. */
record Milestones(double peak, NavigableMap<Long, Double> factors) implements LearningRate {

    Milestones {
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
