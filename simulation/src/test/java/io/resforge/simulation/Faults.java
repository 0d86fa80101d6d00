package io.resforge.simulation;

import java.time.Duration;
import java.util.Set;

/**
 * What goes wrong in a run. Each seed has its own mixture, some without faults of a kind, so that rare kinds meet too.
 *
 * @param spared faults that are left out, by their names
 */
record Faults(long seed, double crash, double failure, double lost, double stale, double slow, Set<String> spared) {

    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofMinutes(8);
    private static final Duration LONGEST_DELAY = Duration.ofHours(30);
    private static final Duration LONGEST_STALENESS = Duration.ofHours(1);

    /** What happens to one request. */
    enum Kind {
        NONE,
        /** The process ends before the store does what it is asked. */
        CRASH,
        /** The store refuses: 503, 409, or a connection that cannot be made. */
        REFUSED,
        /** The store does it, and the answer is lost. */
        LOST,
        /** A list shows what was true some time ago. */
        STALE
    }

    /** What happens to one request, and how long it takes until the store does it. */
    record Draw(Kind kind, Duration delay, Duration stale) {}

    static Faults of(long seed, Set<String> spared) {
        Chance chance = new Chance(seed, "faults", 0);
        return new Faults(
                seed,
                chance.of(.7) ? .03 * chance.share() : 0,
                chance.of(.5) ? .1 * chance.share() : 0,
                chance.of(.5) ? .06 * chance.share() : 0,
                chance.of(.4) ? .5 * chance.share() : 0,
                chance.of(.5) ? .04 * chance.share() : 0,
                spared);
    }

    /** What happens to a request of one life of a process. */
    Draw at(String life, int call) {
        Chance chance = new Chance(seed, life, call);
        double kind = chance.share();
        Duration delay = chance.between(QUICK, chance.of(slow) ? LONGEST_DELAY : USUAL);
        Kind drawn = kind < crash
                ? Kind.CRASH
                : kind < crash + failure
                        ? Kind.REFUSED
                        : kind < crash + failure + lost
                                ? Kind.LOST
                                : kind < crash + failure + lost + stale ? Kind.STALE : Kind.NONE;
        boolean left = drawn == Kind.NONE || !spared.isEmpty() && spared.contains(name(life, call));
        return new Draw(
                left ? Kind.NONE : drawn, delay, left ? Duration.ZERO : chance.between(QUICK, LONGEST_STALENESS));
    }

    /** What a request is called in traces and in {@code spared}. */
    static String name(String life, int call) {
        return life + " call " + call;
    }
}
