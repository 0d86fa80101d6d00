package io.resforge.inference.rollout;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Whether something bad happens to a canary's calls more often than to the live version's, beyond what chance explains.
 * It may be asked at any time: the test is sequential.
 *
 * <p>A call's version is drawn by chance, so that for equal versions the sum of the differences wanders about zero,
 * also while the share of bad calls drifts. {@code S} is that sum, {@code V} the sum of its squared steps. For a sum
 * whose steps are as likely up as down, {@code exp(aS - a²V/2)} is a supermartingale for each {@code a} (de la Peña,
 * 1999; Howard, Ramdas, McAuliffe, Sekhon, 2020), so is its mean over a normal mixture of {@code a} (Robbins, 1970),
 * and by Ville's inequality that mean ever exceeds {@code 1/α} with a chance of at most {@code α}. Shares are taken
 * from the calls themselves, as in asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas,
 * 2024).
 *
 * <p>What is drawn together, such as the calls of one batch, is one step: a cluster. What is alike only among itself,
 * such as batches of one size, is a stratum, compared by itself, and the differences are summed (Mantel, Haenszel,
 * 1959).
 */
final class SequentialComparison {

    /**
     * What the mean must exceed. With four comparisons a server withdraws an equal version in at most one of 5,000
     * trials.
     */
    private static final double EVIDENCE = 20_000;

    /** The variance at which the mixture finds most. */
    private static final double MIXTURE = 4;

    /** Clusters that may still grow; an older one begins anew. */
    private static final int MOST_OPEN = 10_000;

    private final Map<Integer, Stratum> strata = new HashMap<>();
    private final Map<Long, Cluster> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Cluster> eldest) {
            return size() > MOST_OPEN;
        }
    };

    /** Things that were not drawn by themselves. */
    private static final class Cluster {
        private long count;
        private long bad;
    }

    /** The sums over one version's clusters from which the variance about any mean follows. */
    private static final class Side {
        private long count;
        private long bad;
        private double countSquared;
        private double countTimesBad;
        private double badSquared;

        private void add(Cluster cluster, boolean isBad) {
            sum(cluster, -1);
            cluster.count++;
            cluster.bad += isBad ? 1 : 0;
            sum(cluster, 1);
        }

        private void sum(Cluster cluster, int sign) {
            count += sign * cluster.count;
            bad += sign * cluster.bad;
            countSquared += sign * (double) cluster.count * cluster.count;
            countTimesBad += sign * (double) cluster.count * cluster.bad;
            badSquared += sign * (double) cluster.bad * cluster.bad;
        }

        private double variance(double mean) {
            return badSquared - 2 * mean * countTimesBad + mean * mean * countSquared;
        }

        private double share() {
            return count == 0 ? 0 : (double) bad / count;
        }
    }

    /** Both versions' of what is alike. */
    private static final class Stratum {
        private final Side canary = new Side();
        private final Side live = new Side();

        private double weight() {
            return (double) canary.count * live.count / Math.max(1, canary.count + live.count);
        }

        private double variance() {
            double all = Math.max(1, canary.count + live.count);
            double mean = (canary.bad + live.bad) / all;
            double share = canary.count / all;
            return (1 - share) * (1 - share) * canary.variance(mean) + share * share * live.variance(mean);
        }
    }

    /** Counts a call, or a prediction, in a cluster of the same version and stratum. */
    void add(boolean ofCanary, long cluster, boolean bad) {
        add(ofCanary, 0, cluster, bad);
    }

    /** As above, of those of both versions that are alike. */
    void add(boolean ofCanary, int stratum, long cluster, boolean bad) {
        Stratum alike = strata.computeIfAbsent(stratum, anew -> new Stratum());
        (ofCanary ? alike.canary : alike.live).add(open.computeIfAbsent(cluster, anew -> new Cluster()), bad);
    }

    /** How many of each version were counted: of the version that has fewer. */
    long least() {
        return Math.min(
                strata.values().stream().mapToLong(alike -> alike.canary.count).sum(),
                strata.values().stream().mapToLong(alike -> alike.live.count).sum());
    }

    /** Share of the canary's that were bad, from 0 to 1, of what both have. */
    double ofCanary() {
        return sum(alike -> alike.weight() * alike.canary.share()) / weight();
    }

    /** Share of the live version's that were bad, from 0 to 1, of what both have. */
    double ofLive() {
        return sum(alike -> alike.weight() * alike.live.share()) / weight();
    }

    /** Whether the canary is worse, beyond what chance explains. */
    boolean isProven() {
        double sum = sum(alike -> alike.weight() * (alike.canary.share() - alike.live.share()));
        double spread = sum(Stratum::variance) + MIXTURE;
        return sum > 0 && sum * sum / (2 * spread) + Math.log(MIXTURE / spread) / 2 > Math.log(EVIDENCE);
    }

    /** Whether the canary's share of bad may be higher by as much as this, within twice its standard error. */
    boolean mayReach(double margin) {
        double error = Math.sqrt(Math.max(0, sum(Stratum::variance))) / weight();
        return ofCanary() - ofLive() + 2 * error >= margin;
    }

    private double weight() {
        return sum(Stratum::weight);
    }

    private double sum(ToDoubleFunction<Stratum> of) {
        return strata.values().stream()
                .filter(alike -> alike.canary.count > 0 && alike.live.count > 0)
                .mapToDouble(of)
                .sum();
    }
}
