package io.resforge.training.recipe;

import java.util.List;

/** How the learning rate moves: a linear rise to the peak over the warm-up epochs, then down. */
public sealed interface ScheduleSpec {

    /** The highest rate, above 0 and at most 100. */
    double peak();

    /** Epochs of the rise, at least 0 and fewer than all. */
    double warmupEpochs();

    /** Half a cosine from the peak to 0 (arXiv 1608.03983). */
    record Cosine(double peak, double warmupEpochs) implements ScheduleSpec {

        public Cosine {
            check(peak, warmupEpochs);
        }
    }

    /** Divided by 10 after each of these epochs, which rise and are counted from the beginning of the run. */
    record Step(double peak, double warmupEpochs, List<Double> milestones) implements ScheduleSpec {

        public Step {
            check(peak, warmupEpochs);
            milestones = List.copyOf(milestones);
            double last = 0;
            for (double milestone : milestones) {
                InvalidRecipe.unless(milestone > last, "schedule.milestones", "above 0 and rising", milestones);
                last = milestone;
            }
        }
    }

    private static void check(double peak, double warmupEpochs) {
        InvalidRecipe.unless(peak > 0 && peak <= 100, "schedule.peak", "above 0 and at most 100", peak);
        InvalidRecipe.unless(warmupEpochs >= 0, "schedule.warmup_epochs", "at least 0", warmupEpochs);
    }
}
