package io.resforge.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Numbers that follow from a seed and from what they are for. What one process draws moves no other process's numbers, so that a fault can
 * be left out of a run and all else stays, as far as it does not depend on it.
 */
final class Chance {

    private final SplittableRandom random;

    Chance(long seed, String what, long number) {
        random = new SplittableRandom(mix(seed ^ mix(what.hashCode()) ^ mix(31 * number + 7)));
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    boolean of(double probability) {
        return random.nextDouble() < probability;
    }

    /** From 0 to below a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    double share() {
        return random.nextDouble();
    }

    /** Between two durations, each order of magnitude as likely as the others. */
    Duration between(Duration least, Duration most) {
        double ratio = (double) most.toNanos() / least.toNanos();
        return Duration.ofNanos((long) (least.toNanos() * Math.pow(ratio, random.nextDouble())));
    }
}
