package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.NothingPromoted;
import io.resforge.inference.models.ReloadEvent.NothingPublished;
import io.resforge.inference.models.ReloadEvent.PromotionDamaged;
import io.resforge.inference.models.ReloadListener;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.Plan.VersionCandidate;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Looks at the promotions and the versions of one model, and remembers what it saw. One thread at a time may use it.
 */
final class StoreWatch {

    /** How far to walk back from a champion that is refused. */
    private static final int MOST_TRIED = 10;

    private final ModelPolicy policy;
    private final Promotions promotions;
    private final Checkpoints checkpoints;
    private final ReloadListener listener;
    private final RecentPromotions recent;
    private StoreView view = StoreView.empty();
    /**
     * Whether to ask for the champion itself, not for what is newer: at first, and whenever the store may have become
     * another.
     */
    private boolean afresh = true;

    /** Whether versions of the same number may have become others since they were loaded. */
    private boolean doubtful = true;

    private boolean toldNothing;
    private String toldDamage = "";

    StoreWatch(ModelPolicy policy, ObjectStore store, Clock clock, ReloadListener listener) {
        this.policy = policy;
        this.promotions = new Promotions(store, clock);
        this.recent = new RecentPromotions(policy.model(), promotions);
        this.checkpoints = new Checkpoints(store, clock);
        this.listener = listener;
    }

    /**
     * Asks the store what is new.
     *
     * @throws StoreFailure if it cannot be reached; the next look then begins afresh
     */
    void look() {
        boolean wasAfresh = afresh;
        afresh = true;
        doubtful |= wasAfresh;
        boolean readable = lookAtPromotions(wasAfresh);
        if (policy.followsNewest()) {
            view = new StoreView(
                    view.promotion(),
                    recent,
                    checkpoints.versions(policy.model()).reversed());
        }
        tellNothing();
        afresh = !readable;
    }

    /** What the store said last. */
    StoreView view() {
        return view;
    }

    /** Whether what is loaded is to be compared with the store, since that may have become another. */
    boolean isDoubtful() {
        return doubtful;
    }

    /** Number of the promotion in force; 0 before the first. */
    long promotion() {
        return view.promotion().map(Promotion::number).orElse(0L);
    }

    /** What is loaded was compared. */
    void trust() {
        doubtful = false;
    }

    /**
     * The promotions before the one in force, the newest first: to be tried where that one cannot be served.
     *
     * @param live number of the promotion that is live, which no older one is to replace
     */
    Stream<VersionCandidate> older(long live) {
        if (view.promotion().isEmpty() || !(policy.versions().live() instanceof Target.Champion)) {
            return Stream.empty();
        }
        long champion = view.promotion().get().number();
        // A log that is no longer than what is live was begun anew: all of it is new then.
        long above = champion > live ? live : 0;
        return recent.newestFirst()
                .takeWhile(promotion -> promotion.number() > above)
                .filter(promotion -> promotion.number() < champion)
                .filter(promotion -> policy.canary().isEmpty() || !view.isWithdrawn(promotion.version()))
                .limit(MOST_TRIED - 1L)
                .map(VersionCandidate::of);
    }

    private boolean lookAtPromotions(boolean wasAfresh) {
        try {
            Optional<Promotion> newest =
                    wasAfresh ? promotions.champion(policy.model()) : promotions.newerThan(policy.model(), promotion());
            if (wasAfresh || newest.isPresent()) {
                recent.inForce(newest);
                view = new StoreView(newest, recent, view.published());
            }
            return true;
        } catch (DamagedObject e) {
            tellDamage(e.getMessage());
            return false;
        }
    }

    private void tellNothing() {
        boolean newest = policy.versions().live() instanceof Target.Newest;
        boolean nothing = newest
                ? view.published().isEmpty()
                : policy.versions().live() instanceof Target.Champion
                        && view.promotion().isEmpty();
        if (nothing && !toldNothing && toldDamage.isEmpty()) {
            toldNothing = true;
            listener.on(policy.model(), newest ? new NothingPublished() : new NothingPromoted());
        }
    }

    private void tellDamage(String message) {
        if (!message.equals(toldDamage)) {
            toldDamage = message;
            listener.on(policy.model(), new PromotionDamaged(message));
        }
    }

    /** The last entries of a model's promotions log. Each is asked of the store once, and only when it is needed. */
    private static final class RecentPromotions implements StoreView.Log {

        /** Older entries do not matter: a version is on trial when it is new. */
        private static final int MOST = 100;

        private final String model;
        private final Promotions promotions;
        private final Map<Long, Optional<Promotion>> read = new HashMap<>();
        private Optional<Promotion> newest = Optional.empty();

        RecentPromotions(String model, Promotions promotions) {
            this.model = model;
            this.promotions = promotions;
        }

        /** The entry in force now. */
        void inForce(Optional<Promotion> promotion) {
            long number = promotion.map(Promotion::number).orElse(0L);
            long before = newest.map(Promotion::number).orElse(0L);
            if (number <= before && !promotion.equals(newest)) {
                read.clear(); // the log was begun anew: it is another store
            }
            newest = promotion;
            read.keySet().removeIf(old -> old <= number - MOST);
            promotion.ifPresent(entry -> read.put(number, promotion));
        }

        @Override
        public Stream<Promotion> newestFirst() {
            long last = newest.map(Promotion::number).orElse(0L);
            return LongStream.iterate(last, number -> number > Math.max(0, last - MOST), number -> number - 1)
                    .mapToObj(number -> read.computeIfAbsent(number, absent -> promotions.entry(model, absent)))
                    .flatMap(Optional::stream);
        }
    }
}
