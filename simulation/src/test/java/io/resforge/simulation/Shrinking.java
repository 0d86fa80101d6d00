package io.resforge.simulation;

import io.resforge.simulation.Simulation.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Leaves out of a run that violates something as many faults and actions as can be left out. */
final class Shrinking {

    /** Of the simulations that one waits for where a seed has failed. */
    static final int MOST_TRIES = 400;

    private final long seed;
    private final Bug bug;
    private Set<String> spared = Set.of();
    private Outcome outcome;
    private final int mostTries;
    private int tries;

    private Shrinking(long seed, Bug bug, Outcome outcome, int mostTries) {
        this.seed = seed;
        this.bug = bug;
        this.outcome = outcome;
        this.mostTries = mostTries;
    }

    /** The smallest run that was found to violate the same as the one of this seed, with its trace. */
    static Outcome of(long seed, Bug bug, int mostTries) {
        Shrinking shrinking = new Shrinking(seed, bug, Simulation.of(seed, bug), mostTries);
        for (int size = shrinking.outcome.happened().size(); size > 0 && shrinking.tries < mostTries; size /= 2) {
            shrinking.leaveOut(size);
        }
        return new Simulation(seed, bug, shrinking.spared, true).run();
    }

    /** Tries to leave out so many at once, from the last to the first: what comes later depends on less. */
    private void leaveOut(int size) {
        List<String> left = new ArrayList<>(outcome.happened());
        for (int end = left.size(); end > 0 && tries < mostTries; end -= size) {
            Set<String> without = new HashSet<>(spared);
            without.addAll(left.subList(Math.max(0, end - size), end));
            Outcome smaller = new Simulation(seed, bug, without, false).run();
            tries++;
            boolean same = smaller.violation().isPresent()
                    && smaller.violation().get().invariant()
                            == outcome.violation().orElseThrow().invariant();
            if (same && smaller.happened().size() < outcome.happened().size()) {
                spared = without;
                outcome = smaller;
            }
        }
    }
}
