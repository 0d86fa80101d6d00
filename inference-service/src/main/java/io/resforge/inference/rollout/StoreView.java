package io.resforge.inference.rollout;

import io.resforge.inference.rollout.ModelPolicy.Target;
import io.resforge.inference.rollout.Plan.VersionCandidate;
import io.resforge.registry.promotion.Promotion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the store says of a model at one moment.
 *
 * @param promotion in force; empty before the first
 * @param log the promotion in force and those before it
 * @param published the published versions, newest first; empty where no policy asks for the newest
 */
public record StoreView(Optional<Promotion> promotion, Log log, List<String> published) {

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
