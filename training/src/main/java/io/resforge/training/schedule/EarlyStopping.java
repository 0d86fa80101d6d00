package io.resforge.training.schedule;

import io.resforge.training.recipe.Recipe.EarlyStoppingSpec;
import io.resforge.training.recipe.Recipe.Monitor;

/**
 * Ends a run when the held-out images have not got better for {@code patience} epochs, as Keras's callback of that name does: a
 * patience of 1 ends it after the first epoch that is no better than the best before. An equal value is no improvement.
 */
public final class EarlyStopping {

    /**
     * All that goes on from epoch to epoch.
     *
     * @param best value of what is watched so far; null before the first epoch
     * @param waited epochs since then
     */
    public record State(Double best, int waited) {}

    private final EarlyStoppingSpec spec;
    private final BestSoFar watch;

    public EarlyStopping(EarlyStoppingSpec spec) {
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
        watch.see(accuracy, loss);
    }

    /** Whether the run should end now. */
    public boolean shouldStop() {
        return watch.waited() >= spec.patience();
    }

    /** What it remembers. */
    public State state() {
        return new State(watch.best(), watch.waited());
    }

    /** Goes on from a state. */
    public void restore(State state) {
        watch.restore(state.best(), state.waited());
    }

    /** The best value so far of what is watched, and for how many epochs there was no better one. */
    static final class BestSoFar {

        private final Monitor monitor;
        private final double minDelta;
        private double best;
        private int waited;

        BestSoFar(Monitor monitor, double minDelta) {
            this.monitor = monitor;
            this.minDelta = minDelta;
            this.best = monitor.worst();
        }

        /** Takes in an epoch and says how many there were since the last improvement, this one included. */
        int see(double accuracy, double loss) {
            double value =
                    switch (monitor) {
                        case ACCURACY -> accuracy;
                        case LOSS -> loss;
                    };
            if (monitor.improves(value, best, minDelta)) {
                best = value;
                waited = 0;
            } else {
                waited++;
            }
            return waited;
        }

        void forgetWaiting() {
            waited = 0;
        }

        int waited() {
            return waited;
        }

        /** The best value; null before the first. */
        Double best() {
            return best == monitor.worst() ? null : best;
        }

        void restore(Double earlierBest, int earlierWaited) {
            best = earlierBest == null ? monitor.worst() : earlierBest;
            waited = earlierWaited;
        }
    }
}
