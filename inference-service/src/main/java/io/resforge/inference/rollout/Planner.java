package io.resforge.inference.rollout;

import io.resforge.inference.rollout.ModelPolicy.Target.Champion;
import io.resforge.inference.rollout.ModelPolicy.Target.Newest;
import io.resforge.inference.rollout.ModelPolicy.Target.Pinned;
import io.resforge.inference.rollout.Planner.Plan.VersionCandidate;
import io.resforge.inference.rollout.StoreWatch.StoreView;
import io.resforge.registry.promotion.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** From a policy and what the store says to a plan. */
public final class Planner {

    /** How many of the newest versions are tried until one can be loaded. */
    private static final int MOST_TRIED = 10;

    private final ModelPolicy policy;

    public Planner(ModelPolicy policy) {
        this.policy = policy;
    }

    /** Makes a plan; {@code pending} tells of a version that fell behind on trial, which the log does not tell yet. */
    public Plan plan(StoreView view, Instant now, Predicate<String> pending) {
        Predicate<String> withdrawn = version -> pending.test(version) || view.isWithdrawn(version);
        Optional<VersionCandidate> onTrial = trial(view, now, withdrawn);
        Map<String, VersionCandidate> labels = new TreeMap<>();
        policy.labels().forEach((label, target) -> view.resolve(target).ifPresent(it -> labels.put(label, it)));
        return new Plan(
                live(view, onTrial, withdrawn),
                policy.versions().count(),
                labels,
                onTrial,
                policy.shadow().flatMap(shadow -> view.resolve(shadow.target())));
    }

    private List<VersionCandidate> live(
            StoreView view, Optional<VersionCandidate> onTrial, Predicate<String> withdrawn) {
        return switch (policy.versions().live()) {
            case Newest _ -> newest(view, onTrial, withdrawn);
            case Champion _
            when championTrials().isPresent() && view.promotion().isPresent() -> champions(view, onTrial, withdrawn);
            case Champion champion -> view.resolve(champion).stream().toList();
            case Pinned pinned -> view.resolve(pinned).stream().toList();
        };
    }

    /** What is on trial, or was found to be behind, is not to answer all calls because it is new. */
    private List<VersionCandidate> newest(
            StoreView view, Optional<VersionCandidate> onTrial, Predicate<String> withdrawn) {
        return view.published().stream()
                .filter(version -> onTrial.isEmpty() || !onTrial.get().version().equals(version))
                .filter(version -> policy.canary().isEmpty() || !withdrawn.test(version))
                .limit(MOST_TRIED)
                .map(view::candidate)
                .toList();
    }

    private List<VersionCandidate> champions(
            StoreView view, Optional<VersionCandidate> onTrial, Predicate<String> withdrawn) {
        Promotion champion = view.promotion().orElseThrow();
        if (onTrial.isEmpty() && !withdrawn.test(champion.version())) {
            return List.of(VersionCandidate.of(champion));
        }
        Optional<VersionCandidate> proven = championTrials().orElseThrow().proven(view, withdrawn);
        return Stream.concat(proven.stream(), onTrial.stream()).toList();
    }

    private Optional<VersionCandidate> trial(StoreView view, Instant now, Predicate<String> withdrawn) {
        return policy.canary()
                .flatMap(canary -> view.resolve(canary.target()))
                .filter(candidate -> !withdrawn.test(candidate.version()))
                .filter(candidate -> championTrials()
                        .map(trials -> trials.isUnderWay(view, now, withdrawn))
                        .orElse(true));
    }

    /** Where each new champion is tried. */
    private Optional<ChampionTrials> championTrials() {
        return policy.canary()
                .filter(canary -> canary.target() instanceof Champion)
                .map(canary -> new ChampionTrials(canary.period()));
    }

    /** The trials of new champions by the promotions log, each as long as the period. */
    record ChampionTrials(Duration period) {

        /** Whether the champion is on trial at a moment, beside the version that {@link #proven} finds. */
        boolean isUnderWay(StoreView view, Instant now, Predicate<String> withdrawn) {
            return champions(view)
                    .findFirst()
                    .filter(champion -> !isOver(champion, now))
                    .flatMap(champion -> proven(view, withdrawn)
                            .filter(proven -> !proven.version().equals(champion.version())))
                    .isPresent();
        }

        /** The last earlier champion whose trial was over when the next came, and which has not been withdrawn. */
        Optional<VersionCandidate> proven(StoreView view, Predicate<String> withdrawn) {
            Iterator<Promotion> champions = champions(view).iterator();
            if (!champions.hasNext()) {
                return Optional.empty();
            }
            Promotion first = champions.next();
            Promotion later = first;
            while (champions.hasNext()) {
                Promotion earlier = champions.next();
                if (isOver(earlier, later.promotedAt()) && !withdrawn.test(earlier.version())) {
                    return Optional.of(VersionCandidate.of(earlier));
                }
                later = earlier;
            }
            // Where the log cannot be read so far back.
            return Optional.ofNullable(first.previousVersion())
                    .filter(withdrawn.negate())
                    .map(version -> new VersionCandidate(version, 0));
        }

        /** The first champion, one that is put in force again, and one that is promoted again need no trial. */
        private boolean isOver(Promotion promotion, Instant at) {
            boolean isNew = promotion.previousVersion() != null
                    && !promotion.previousVersion().equals(promotion.version())
                    && promotion.restores() == null
                    && promotion.withdraws() == null;
            return !isNew || !at.isBefore(promotion.promotedAt().plus(period));
        }

        private static Stream<Promotion> champions(StoreView view) {
            return view.log().newestFirst().filter(entry -> !entry.keepsChampion());
        }
    }

    /**
     * Which versions are to be loaded, and what for.
     *
     * @param live candidates for the live version, the best first; empty while there is none
     * @param liveCount how many of those candidates are to be loaded
     */
    public record Plan(
            List<VersionCandidate> live,
            int liveCount,
            Map<String, VersionCandidate> labels,
            Optional<VersionCandidate> canary,
            Optional<VersionCandidate> shadow) {

        public Plan {
            live = List.copyOf(live);
            labels = Map.copyOf(labels);
        }

        /** All versions that it may have loaded. */
        public Stream<VersionCandidate> candidates() {
            return Stream.of(live.stream(), labels.values().stream(), canary.stream(), shadow.stream())
                    .flatMap(candidates -> candidates)
                    .distinct();
        }

        /** A version that may be loaded, and the promotion that names it, or 0. */
        public record VersionCandidate(String version, long promotion) {

            /** The version that a promotion names. */
            public static VersionCandidate of(Promotion promotion) {
                return new VersionCandidate(promotion.version(), promotion.number());
            }
        }
    }
}
