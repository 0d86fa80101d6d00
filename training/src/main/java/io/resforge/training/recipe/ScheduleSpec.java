package io.resforge.training.recipe;

import java.util.List;

/** How the learning rate moves: a linear rise to the peak over the warm-up epochs, then down. */
public sealed interface ScheduleSpec {

    double peak();

    double warmupEpochs();

    /** Half a cosine from the peak to 0 (arXiv 1608.03983). */
    record Cosine(double peak, double warmupEpochs) implements ScheduleSpec {}

    /** Divided by 10 after each of these epochs. */
    record Step(double peak, double warmupEpochs, List<Double> milestones) implements ScheduleSpec {}
}
