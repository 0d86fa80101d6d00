package io.resforge.training.schedule;

import io.resforge.training.recipe.Recipe.PlateauSpec;
import io.resforge.training.schedule.EarlyStopping.BestSoFar;

/**
 * Lowers the learning rate, on top of any schedule, each time that the held-out images have not got better for more than
 * {@code patience} epochs. The rules are those of PyTorch's {@code ReduceLROnPlateau} with an absolute threshold and no {@code eps}: a
 * value that equals the best is no improvement, and the epochs of the cooldown do not count as waiting. Keras's callback of that name
 * reduces one epoch earlier, at {@code patience} epochs, and counts the last epoch of its cooldown: its patience of 5 is 4 here.
 */
public final class Plateau {

    /**
     * All that goes on from epoch to epoch.
     *
     * @param best value of what is watched so far; null before the first epoch
     * @param waited epochs since then that count
     * @param cooldown epochs still to come that do not count
     * @param factor product of all reductions, in (0, 1]
     */
    public record State(Double best, int waited, int cooldown, double factor) {}

    private final PlateauSpec spec;
    private final BestSoFar watch;
    private int cooldown;
    private double factor = 1;

    public Plateau(PlateauSpec spec) {
        this.spec = spec;
        this.watch = new BestSoFar(spec.monitor(), spec.minDelta());
    }

    /**
     * Takes in the held-out images' results after an epoch.
     *
     * @param accuracy share classified correctly
     * @param loss mean cross-entropy
     */
    public void epochEnded(double accuracy, double loss) {
        int waited = watch.see(accuracy, loss);
        if (cooldown > 0) {
            cooldown--;
            watch.forgetWaiting();
        } else if (waited > spec.patience()) {
            factor *= spec.factor();
            cooldown = spec.cooldown();
            watch.forgetWaiting();
        }
    }

    /** The schedule's rate times all reductions so far; not below the floor unless the schedule itself is. */
    public double lower(double scheduled) {
        return Math.min(scheduled, Math.max(scheduled * factor, spec.floor()));
    }

    /** What it remembers. */
    public State state() {
        return new State(watch.best(), watch.waited(), cooldown, factor);
    }

    /** Goes on from a state. */
    public void restore(State state) {
        watch.restore(state.best(), state.waited());
        cooldown = state.cooldown();
        factor = state.factor();
    }
}
