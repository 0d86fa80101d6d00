package io.resforge.training.schedule;

import io.resforge.training.recipe.Monitor;

/** The best value so far of what is watched, and for how many epochs there was no better one. */
final class BestSoFar {

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
