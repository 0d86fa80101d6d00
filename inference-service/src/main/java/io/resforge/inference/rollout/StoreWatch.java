package io.resforge.inference.rollout;

import io.resforge.inference.models.ReloadEvent.CacheFailed;
import io.resforge.inference.models.ReloadEvent.NothingPromoted;
import io.resforge.inference.models.ReloadEvent.NothingPublished;
import io.resforge.inference.models.ReloadEvent.PromotionDamaged;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.Planner.Plan.VersionCandidate;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.Promotions.SeenPromotion;
import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Looks at the promotions and versions of one model, and remembers what it saw. For one thread at a time. */
final class StoreWatch {

    /** How far to walk back from a champion that is refused. */
    private static final int MOST_TRIED = 10;

    private final ModelPolicy policy;
    private final Promotions promotions;
    private final Checkpoints checkpoints;
    private final ReloadListener listener;
    private final RecentPromotions recent;
    private final DiskCache cache;
    private final boolean sealed;
    private StoreView view = StoreView.empty();
    /** Whether to ask for the champion itself: at first, and whenever the store may have become another. */
    private boolean afresh = true;

    /** Whether versions of the same number may have become others since they were loaded. */
    private boolean doubtful = true;

    /** The promotion that was in force last, as far as signatures are required. */
    private Optional<SeenPromotion> seen = Optional.empty();

    private boolean askedCache;

    private boolean toldNothing;
    private String toldDamage = "";

    /** @param loader has the disk cache, which remembers the promotion in force, and says whether promotions must be signed */
    StoreWatch(ModelPolicy policy, ObjectStore store, Loader loader, Clock clock, ReloadListener listener) {
        this.policy = policy;
        this.promotions = new Promotions(store, clock, loader.seal());
        this.recent = new RecentPromotions(policy.model(), promotions);
        this.checkpoints = new Checkpoints(store, clock);
        this.cache = loader.cache();
        this.sealed = loader.seal().isRequired();
        this.listener = listener;
    }

    /** Asks the store what is new. After a {@link StoreFailure} the next look begins afresh. */
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
     * The promotions before the one in force and after the live one, newest first: to be tried if that one is refused.
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
                requireGoesOn(newest);
                recent.inForce(newest);
                view = new StoreView(newest, recent, view.published());
            }
            return true;
        } catch (DamagedObject e) {
            tellDamage(e.getMessage());
            return false;
        }
    }

    /** An older log that was put in place of the newer one is refused, also after a start. */
    private void requireGoesOn(Optional<Promotion> newest) {
        if (!sealed) {
            return;
        }
        if (!askedCache) {
            seen = lastSeen();
            askedCache = true;
        }
        Optional<SeenPromotion> now = promotions.requireGoesOn(policy.model(), newest, seen);
        if (!now.equals(seen)) {
            seen = now;
            now.ifPresent(this::remember);
        }
    }

    private Optional<SeenPromotion> lastSeen() {
        try {
            return cache.seen(policy.model());
        } catch (StoreFailure | DamagedObject e) {
            listener.on(policy.model(), new CacheFailed(e.getMessage()));
            return Optional.empty();
        }
    }

    private void remember(SeenPromotion now) {
        try {
            cache.remember(policy.model(), now);
        } catch (StoreFailure e) {
            listener.on(policy.model(), new CacheFailed(e.getMessage()));
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

    /**
     * What the store says of a model at one moment.
     *
     * @param log the promotion in force and those before it
     * @param published newest first; empty where no policy asks for the newest
     */
    record StoreView(Optional<Promotion> promotion, Log log, List<String> published) {

        /** The end of a promotions log. */
        public interface Log {

            /** Its readable entries from the one in force back, each asked of the store when the stream comes to it. */
            Stream<Promotion> newestFirst();
        }

        public StoreView {
            published = List.copyOf(published);
        }

        /** A store with nothing of the model in it. */
        public static StoreView empty() {
            return new StoreView(Optional.empty(), Stream::empty, List.of());
        }

        /** Whether a version fell behind on trial, and has not been promoted since. */
        public boolean isWithdrawn(String version) {
            return log.newestFirst()
                    .filter(entry -> entry.withdraws(version) || entry.version().equals(version))
                    .findFirst()
                    .filter(entry -> entry.withdraws(version))
                    .isPresent();
        }

        /** The version that a target means now; empty if there is none yet. */
        Optional<VersionCandidate> resolve(Target target) {
            return switch (target) {
                case Target.Champion _ -> promotion.map(VersionCandidate::of);
                case Target.Newest _ -> published.stream().findFirst().map(this::candidate);
                case Target.Pinned(String version) -> Optional.of(candidate(version));
            };
        }

        /** A version, with the promotion in force if that names it. */
        VersionCandidate candidate(String version) {
            return promotion
                    .filter(champion -> champion.version().equals(version))
                    .map(VersionCandidate::of)
                    .orElse(new VersionCandidate(version, 0));
        }
    }
}
