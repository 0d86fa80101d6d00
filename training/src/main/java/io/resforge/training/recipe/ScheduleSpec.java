package io.resforge.training.recipe;

import static io.resforge.training.recipe.InvalidRecipe.unless;

import java.util.List;

/**
 * How the learning rate moves from its peak, which is the recipe's {@code lr}, over the epochs after the warm-up. Epochs are counted
 * from the beginning of the run and may be fractions.
 */
public sealed interface ScheduleSpec {

    /** Always the peak. */
    record Constant() implements ScheduleSpec {}

    /** Multiplied by a factor after every so many epochs. */
    record Step(double every, double factor) implements ScheduleSpec {

        public Step {
            unless(every > 0, "schedule.every", "above 0 epochs", every);
            share("schedule.factor", factor);
        }
    }

    /** Multiplied by a factor after each of these epochs, which rise. */
    record MultiStep(List<Double> milestones, double factor) implements ScheduleSpec {

        public MultiStep {
            milestones = rising(milestones);
            share("schedule.factor", factor);
        }
    }

    /** The peak times the factor of the last of these epochs that has been reached; the Keras study's is .1, .01, .001, .0005. */
    record Table(List<Double> milestones, List<Double> factors) implements ScheduleSpec {

        public Table {
            milestones = rising(milestones);
            factors = List.copyOf(factors);
            unless(
                    factors.size() == milestones.size(),
                    "schedule.factors",
                    "as many as there are milestones, " + milestones.size(),
                    factors.size());
            factors.forEach(factor -> share("schedule.factors", factor));
        }
    }

    /** Half a cosine from the peak to {@code floor} times it (arXiv 1608.03983). */
    record Cosine(double floor) implements ScheduleSpec {

        public Cosine {
            unless(floor >= 0 && floor < 1, "schedule.floor", "from 0 to below 1", floor);
        }
    }

    /**
     * One cosine up and one down (arXiv 1708.07120, as PyTorch has it); it is its own warm-up.
     *
     * @param rise share of all epochs in which the rate rises, in (0, 1)
     * @param start the first rate as a share of the peak, in (0, 1]
     * @param end the last rate as a share of the peak, in [0, 1]
     */
    record OneCycle(double rise, double start, double end) implements ScheduleSpec {

        public OneCycle {
            unless(rise > 0 && rise < 1, "schedule.rise", "between 0 and 1", rise);
            share("schedule.start", start);
            unless(end >= 0 && end <= 1, "schedule.end", "from 0 to 1", end);
        }
    }

    /**
     * A straight rise and a straight fall (arXiv 2404.00498); it is its own warm-up.
     *
     * @param rise share of all steps in which the rate rises, in (0, 1)
     * @param start the first rate as a share of the peak, in (0, 1]
     * @param end the rate just behind the last step as a share of the peak, in [0, 1]
     */
    record Triangle(double rise, double start, double end) implements ScheduleSpec {

        public Triangle {
            unless(rise > 0 && rise < 1, "schedule.rise", "between 0 and 1", rise);
            share("schedule.start", start);
            unless(end >= 0 && end <= 1, "schedule.end", "from 0 to 1", end);
        }
    }

    /** {@code peak · (1 − t)^power}, with {@code t} from 0 to 1 over the epochs; power 1 falls linearly. */
    record Polynomial(double power) implements ScheduleSpec {

        public Polynomial {
            unless(power > 0 && power <= 10, "schedule.power", "above 0 and at most 10", power);
        }
    }

    /** {@code peak / (1 + rate · epoch)}: the basic decay of older Keras programs. */
    record InverseTime(double rate) implements ScheduleSpec {

        public InverseTime {
            unless(rate > 0 && rate <= 1000, "schedule.rate", "above 0 and at most 1000", rate);
        }
    }

    private static List<Double> rising(List<Double> milestones) {
        double last = 0;
        for (double milestone : milestones) {
            unless(milestone > last, "schedule.milestones", "above 0 and rising", milestones);
            last = milestone;
        }
        return List.copyOf(milestones);
    }

    private static void share(String field, double value) {
        unless(value > 0 && value <= 1, field, "above 0 and at most 1", value);
    }

    /**
     * A linear rise of the learning rate, before the schedule takes over.
     *
     * @param epochs of the rise, at least 0 and fewer than all; 0 stands for none
     * @param start the first rate as a share of the rate at the rise's end, in (0, 1]
     */
    public record WarmupSpec(double epochs, double start) {

        public WarmupSpec {
            unless(epochs >= 0, "warmup.epochs", "at least 0", epochs);
            unless(start > 0 && start <= 1, "warmup.start", "above 0 and at most 1", start);
        }
    }
}
