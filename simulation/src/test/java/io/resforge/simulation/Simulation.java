package io.resforge.simulation;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Some hours of failures, up to a day and a half, and then half a day without: two control planes with their workers, two servers, and users, over one store.
 * All follows from the seed.
 */
final class Simulation {

    static final String MODEL = "digits";

    private static final Duration PEACE = Duration.ofHours(13);
    private static final int MOST_EVENTS = 100_000;

    private final long seed;
    private final Bug bug;
    private final Faults faults;
    private final boolean traced;
    private final VirtualTime time = new VirtualTime();
    private final SimulatedStore store = new SimulatedStore(time);
    private final Truth truth = new Truth(this);
    private final List<String> happened = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private Optional<Violation> violation = Optional.empty();
    private final List<Life> lives = new ArrayList<>();
    private Optional<Life> writer = Optional.empty();
    private boolean quiet;
    private boolean over;

    /** What does not hold. */
    record Violation(Invariant invariant, String words, Optional<Throwable> cause) {}

    /**
     * What came of a run.
     *
     * @param happened the faults and actions, by their names
     * @param trace all that happened, if it was asked for
     */
    record Outcome(Optional<Violation> violation, List<String> happened, List<String> trace) {}

    /**
     * @param spared faults and actions that are left out
     * @param traced whether to write down all that happens
     */
    Simulation(long seed, Bug bug, Set<String> spared, boolean traced) {
        this.seed = seed;
        this.bug = bug;
        this.faults = Faults.of(seed, spared);
        this.traced = traced;
        store.observe(truth);
    }

    static Outcome of(long seed, Bug bug) {
        return new Simulation(seed, bug, Set.of(), false).run();
    }

    Outcome run() {
        Chance chance = new Chance(seed, "world", 0);
        List<ControlPlane> planes = new ArrayList<>(List.of(new ControlPlane(this, "control-plane-1")));
        if (chance.of(.3)) {
            planes.add(new ControlPlane(this, "control-plane-2"));
        }
        List<Server> servers =
                List.of(new Server(this, "server-1", chance.of(.5)), new Server(this, "server-2", chance.of(.5)));
        Users users = new Users(this, planes);
        begin(chance.below(5));
        planes.forEach(ControlPlane::begin);
        servers.forEach(Server::begin);
        Duration failures = chance.between(Duration.ofHours(6), Duration.ofHours(36));
        schedule(users, 6 + chance.below(12), failures);
        time.after(failures, () -> {
            quiet = true;
            say(() -> "no faults from here on");
            time.hurry(Duration.ofMinutes(2));
            time.after(Duration.ofHours(1), users::resumeAll);
            time.after(PEACE, () -> over = true);
        });
        for (int events = 0; !over && violation.isEmpty(); events++) {
            if (!time.next() || events > MOST_EVENTS) {
                violated(Invariant.EXPECTED, "it does not come to an end", null);
            }
        }
        if (violation.isEmpty()) {
            truth.settled(servers, planes.stream().map(ControlPlane::machine).toList());
        }
        return new Outcome(violation, happened, trace);
    }

    /** There may be some versions already, of which the first was promoted. */
    private void begin(int versions) {
        Beginning.of(versions).forEach(object -> store.create(object.key(), object.content()));
        if (versions > 0) {
            truth.told(1);
        }
    }

    /** Users often act at about the same time. */
    private void schedule(Users users, int actions, Duration within) {
        for (int number = 1; number <= actions; number++) {
            int own = number;
            String name = "action " + own;
            if (!faults.spared().contains(name)) {
                Chance chance = new Chance(seed, "time of action", own);
                double when = chance.of(.5)
                        ? chance.share()
                        : new Chance(seed, "busy time", chance.below(2)).share() + .03 * chance.share();
                time.after(Duration.ofNanos((long) (when * within.toNanos())), () -> {
                    happened.add(name);
                    users.act(own);
                });
            }
        }
    }

    /** Begins a process again that crashed, some time later. */
    void startAgain(String process, int lives, Runnable begin) {
        Duration pause = quiet
                ? Duration.ofMinutes(1)
                : new Chance(seed, process, lives).between(Duration.ofMinutes(1), Duration.ofHours(4));
        time.after(pause, begin);
    }

    long seed() {
        return seed;
    }

    Bug bug() {
        return bug;
    }

    Faults faults() {
        return faults;
    }

    VirtualTime time() {
        return time;
    }

    SimulatedStore store() {
        return store;
    }

    Truth truth() {
        return truth;
    }

    void lives(Life life) {
        lives.add(life);
    }

    /** How many requests each process has made whose name begins so. */
    Map<String, Integer> requests(String name) {
        return lives.stream()
                .filter(life -> life.name().startsWith(name))
                .collect(toMap(Life::name, Life::requests, Integer::max));
    }

    /** Has the store do something for a process. */
    <T> T by(Life life, Supplier<T> effect) {
        writer = Optional.of(life);
        try {
            return effect.get();
        } finally {
            writer = Optional.empty();
        }
    }

    /** The process that the store does something for. */
    Optional<Life> writer() {
        return writer;
    }

    /** Whether there are no more faults. */
    boolean isQuiet() {
        return quiet;
    }

    boolean isOver() {
        return over;
    }

    /** A fault happened. */
    void fault(String name) {
        happened.add(name);
    }

    void say(Supplier<String> words) {
        if (traced) {
            trace.add(time.instant() + " " + words.get());
        }
    }

    /** Says what a user does. */
    String told(String words) {
        say(() -> "a user: " + words);
        return words;
    }

    void violated(Invariant invariant, String words) {
        violated(invariant, words, null);
    }

    void violated(String words, Throwable cause) {
        violated(Invariant.EXPECTED, words, cause);
    }

    private void violated(Invariant invariant, String words, Throwable cause) {
        if (violation.isEmpty()) {
            violation = Optional.of(new Violation(invariant, words, Optional.ofNullable(cause)));
            say(() -> "VIOLATED: " + invariant + ": " + words);
        }
    }
}
