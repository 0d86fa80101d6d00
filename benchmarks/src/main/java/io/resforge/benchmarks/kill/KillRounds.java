package io.resforge.benchmarks.kill;

import io.grpc.Status;
import io.resforge.benchmarks.kill.Deeds.Deed;
import io.resforge.benchmarks.kill.KilledSystem.Victim;
import io.resforge.client.Images;
import io.resforge.client.ResForgeException;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.v1.Run;
import io.resforge.v1.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Kills packaged processes ({@code kill -9}) while runs are submitted, suspended, resumed, cancelled and deleted, versions published, promoted,
 * rolled back, pruned and loaded, and calls answered. After each round it looks at the whole store ({@link StoreAudit}); every ten rounds it
 * waits until all has settled, and looks at more. Ends with 1 if something is found that must not be. What is done is chosen by a seed;
 * when it hits is the machine's doing.
 *
 * <p>Properties: {@code -Drounds} (200); {@code -Dseed} (1); {@code -Doutage}, for how many seconds the store goes away in every fourth round
 * (0: never); {@code -Dclock}, libfaketime's file, by which the clock of all processes jumps by an hour, either way, in every round.
 */
public final class KillRounds {

    private static final int SETTLE_EVERY = 10;
    private static final int OUTAGE_EVERY = 4;
    private static final int ACTIVE_RUNS = 2;
    private static final int PIXEL_BYTES = 32 * 32 * 3;
    private static final Duration KILL_WITHIN = Duration.ofSeconds(4);
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final int rounds = Integer.getInteger("rounds", 200);
    private final long seed = Long.getLong("seed", 1);
    private final Duration outage = Duration.ofSeconds(Integer.getInteger("outage", 0));
    private final boolean clockJumps;
    private final KilledSystem system;
    private final Promotions promotions;
    private final StoreAudit audit;
    private final Deeds deeds;
    private final AtomicInteger answered = new AtomicInteger();
    private final Set<String> answering = ConcurrentHashMap.newKeySet();
    private final Set<String> wrong = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    private KillRounds(KilledSystem system, boolean clockJumps) {
        ObjectStore store = ObjectStore.openOrCreate(system.store().toString());
        this.system = system;
        this.clockJumps = clockJumps;
        this.promotions = new Promotions(store, Clock.systemUTC());
        this.audit = new StoreAudit(store, Clock.systemUTC());
        this.deeds = new Deeds(system, audit, wrong);
    }

    public static void main(String[] arguments) throws Exception {
        Optional<Path> clock = Optional.ofNullable(System.getProperty("clock")).map(Path::of);
        Path folder = Files.createTempDirectory("kill-rounds");
        int found;
        try (KilledSystem system = new KilledSystem(folder, clock)) {
            found = new KillRounds(system, clock.isPresent()).run();
            if (found == 0) {
                system.delete();
            } else {
                System.out.println("All of it is in " + folder);
            }
        }
        System.exit(found == 0 ? 0 : 1);
    }

    /** Starts what does not run; a client that was refused before may wait a moment until it tries again. */
    private void start() {
        system.start();
        if (!holds(() -> !system.client().runs().list(1).isEmpty() || audit.isWithoutRuns())) {
            throw new IllegalStateException("the control plane does not list the runs that there are");
        }
    }

    private int run() throws Exception {
        start();
        Thread caller = Thread.ofVirtual().start(this::call);
        int found = 0;
        for (int round = 1; round <= rounds && found == 0; round++) {
            List<String> wrongs = round(round);
            if (round % SETTLE_EVERY == 0 || round == rounds) {
                wrongs.addAll(settle());
            }
            wrongs.addAll(wrong);
            wrongs.forEach(it -> System.out.println("FAILED: " + it));
            found += wrongs.size();
        }
        over = true;
        caller.join();
        System.out.printf(Locale.ROOT, "%s; %d calls answered; %d found%n", audit.counts(), answered.get(), found);
        return found;
    }

    private List<String> round(int number) throws Exception {
        SplittableRandom chance = new SplittableRandom(seed * 1_000_003 + number);
        TreeMap<String, Integer> told = new TreeMap<>();
        Victim victim = Victim.values()[chance.nextInt(Victim.values().length)];
        long pause = chance.nextLong(KILL_WITHIN.toNanos());
        int killed;
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> done = new ArrayList<>();
            if (victim == Victim.COMMANDS) {
                done.add(hands.submit(() -> deeds.told(Deed.PRUNE, chance.nextLong())));
            }
            for (int i = 0; i < 3; i++) {
                Deed deed = Deed.values()[chance.nextInt(Deed.values().length)];
                long dice = chance.nextLong();
                done.add(hands.submit(() -> deeds.told(deed, dice)));
            }
            if (active() < ACTIVE_RUNS) {
                long dice = chance.nextLong();
                done.add(hands.submit(() -> deeds.told(Deed.SUBMIT, dice)));
            }
            if (clockJumps) {
                system.setClock(new String[] {"+3600", "-3600", "+0"}[chance.nextInt(3)]);
            }
            LockSupport.parkNanos(pause);
            if (!outage.isZero() && number % OUTAGE_EVERY == 0) {
                loseStore();
            }
            killed = system.kill(victim);
            for (Future<String> deed : done) {
                told.merge(deed.get(), 1, Integer::sum);
            }
        }
        start();
        List<String> wrongs = new ArrayList<>(audit.look());
        wrongs.addAll(answers());
        System.out.printf(
                Locale.ROOT,
                "round %d: after %d ms %s (%d processes); %s; %s; %d calls answered%n",
                number,
                Duration.ofNanos(pause).toMillis(),
                victim.name().toLowerCase(Locale.ROOT),
                killed,
                told,
                audit.counts(),
                answered.get());
        return wrongs;
    }

    private void loseStore() throws IOException {
        Path elsewhere = system.store().resolveSibling("elsewhere");
        Files.move(system.store(), elsewhere);
        LockSupport.parkNanos(outage.toNanos());
        Files.move(elsewhere, system.store());
    }

    private long active() {
        return system.client().runs().list(Deeds.LISTED).stream()
                .filter(run -> !Deeds.ENDED.contains(run.getState()))
                .count();
    }

    /** Classifies one image after another, whether the service lives or not. */
    private void call() {
        byte[] pixels = new byte[PIXEL_BYTES];
        while (!over) {
            try {
                answering.add(system.client()
                        .inference()
                        .classify(Images.raw(pixels))
                        .getModel()
                        .getVersion());
                answered.incrementAndGet();
            } catch (ResForgeException e) {
                if (e.status() == Status.Code.INTERNAL || e.status() == Status.Code.UNKNOWN) {
                    wrong.add("classify was answered with " + e.status() + ": " + e.getMessage());
                }
            }
            LockSupport.parkNanos(LOOK.toNanos() / 10);
        }
    }

    /** Only what was promoted answers. */
    private List<String> answers() {
        Set<String> promoted = ConcurrentHashMap.newKeySet();
        promotions.history(Deeds.MODEL).stream().map(Promotion::version).forEach(promoted::add);
        return answering.stream()
                .filter(version -> !promoted.contains(version))
                .map(version -> "version " + version + " answered, which was never promoted")
                .toList();
    }

    /** Lets all runs end; then every server serves the champion, and nothing is left over. */
    private List<String> settle() throws IOException {
        system.setClock("+0");
        List<String> wrongs = new ArrayList<>();
        boolean ended = holds(() -> {
            List<Run> live = system.client().runs().list(Deeds.LISTED).stream()
                    .filter(run -> !Deeds.ENDED.contains(run.getState()))
                    .toList();
            live.stream()
                    .filter(run -> run.getState() == RunState.RUN_STATE_SUSPENDED)
                    .forEach(run -> system.client().runs().resume(run.getRunId()));
            return live.isEmpty();
        });
        if (!ended) {
            wrongs.add("runs have not ended within " + SETTLES_WITHIN);
        }
        if (!holds(() -> system.workers().isEmpty())) {
            wrongs.add("workers are left: " + system.workers());
        }
        Optional<String> champion = promotions.champion(Deeds.MODEL).map(Promotion::version);
        if (champion.isPresent()
                && !holds(() -> system.client()
                        .inference()
                        .model(Deeds.MODEL)
                        .getLive()
                        .getVersion()
                        .equals(champion.get()))) {
            wrongs.add("the inference service does not serve version " + champion.get() + ", the champion");
        }
        wrongs.addAll(audit.lookAtRest());
        System.out.printf(Locale.ROOT, "settled: champion %s; %s%n", champion.orElse("none"), audit.counts());
        return wrongs;
    }

    private static boolean holds(BooleanSupplier condition) {
        long end = System.nanoTime() + SETTLES_WITHIN.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.getAsBoolean()) {
                    return true;
                }
            } catch (ResForgeException e) {
                // asked again until the time is over
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }
}
