package io.resforge.inference.policy;

import io.resforge.registry.promotion.Promotion;
import java.util.List;
import java.util.Optional;

/**
 * What the store says of a model at one moment.
 *
 * @param promotion in force; empty before the first
 * @param published the published versions, newest first; empty where no policy asks for the newest
 */
public record StoreView(Optional<Promotion> promotion, List<String> published) {

    public StoreView {
        published = List.copyOf(published);
    }

    /** The version that a target means now; empty if there is none yet. */
    Optional<Candidate> resolve(Target target) {
        return switch (target) {
            case Target.Champion _ -> promotion.map(Candidate::of);
            case Target.Newest _ -> published.stream().findFirst().map(this::candidate);
            case Target.Pinned(String version) -> Optional.of(candidate(version));
        };
    }

    /** A version, with the promotion in force if that names it. */
    Candidate candidate(String version) {
        return promotion
                .filter(champion -> champion.version().equals(version))
                .map(Candidate::of)
                .orElse(new Candidate(version, 0));
    }
}
