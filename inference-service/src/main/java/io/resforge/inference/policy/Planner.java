package io.resforge.inference.policy;

import io.resforge.inference.policy.Target.Champion;
import io.resforge.inference.policy.Target.Newest;
import io.resforge.registry.promotion.Promotion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** From a policy and what the store says to a plan. */
public final class Planner {

    /** How many of the newest versions are tried until one can be loaded. */
    private static final int MOST_TRIED = 10;

    private final ModelPolicy policy;

    public Planner(ModelPolicy policy) {
        this.policy = policy;
    }

    /**
     * Makes a plan.
     *
     * @param withdrawn whether a version fell behind on trial
     */
    public Plan plan(StoreView view, Instant now, Predicate<String> withdrawn) {
        Optional<Candidate> onTrial = trial(view, now, withdrawn);
        Map<String, Candidate> labels = new TreeMap<>();
        policy.labels().forEach((label, target) -> view.resolve(target).ifPresent(it -> labels.put(label, it)));
        return new Plan(
                live(view, onTrial, withdrawn),
                policy.versions().count(),
                labels,
                onTrial,
                policy.shadow().flatMap(shadow -> view.resolve(shadow.target())));
    }

    private List<Candidate> live(StoreView view, Optional<Candidate> onTrial, Predicate<String> withdrawn) {
        if (policy.versions().live() instanceof Newest) {
            return view.published().stream()
                    .filter(version ->
                            onTrial.isEmpty() || !onTrial.get().version().equals(version))
                    .limit(MOST_TRIED)
                    .map(view::candidate)
                    .toList();
        }
        if (!(policy.versions().live() instanceof Champion)
                || !triesChampions()
                || view.promotion().isEmpty()) {
            return view.resolve(policy.versions().live()).stream().toList();
        }
        Promotion champion = view.promotion().get();
        Candidate before = new Candidate(String.valueOf(champion.previousVersion()), 0);
        if (onTrial.isPresent()) {
            return List.of(before, onTrial.get());
        }
        return List.of(withdrawn.test(champion.version()) ? before : Candidate.of(champion));
    }

    private Optional<Candidate> trial(StoreView view, Instant now, Predicate<String> withdrawn) {
        return policy.canary()
                .flatMap(canary -> view.resolve(canary.target())
                        .filter(candidate -> !(canary.target() instanceof Champion) || isNew(view, canary, now)))
                .filter(candidate -> !withdrawn.test(candidate.version()));
    }

    /** A champion is on trial for a period after its promotion, unless there was none before it or it is an old one restored. */
    private static boolean isNew(StoreView view, CanaryPolicy canary, Instant now) {
        return view.promotion()
                .filter(champion -> champion.previousVersion() != null
                        && !champion.previousVersion().equals(champion.version())
                        && champion.restores() == null
                        && champion.withdraws() == null)
                .filter(champion -> now.isBefore(champion.promotedAt().plus(canary.period())))
                .isPresent();
    }

    private boolean triesChampions() {
        return policy.canary()
                .filter(canary -> canary.target() instanceof Champion)
                .isPresent();
    }
}
