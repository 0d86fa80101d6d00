package io.resforge.inference.rollout;

import io.resforge.registry.promotion.Promotion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which versions are to be loaded, and what for.
 *
 * @param live candidates for the live version, the best first; empty while there is none
 * @param liveCount how many of those candidates are to be loaded
 * @param labels the version of each label that means one
 * @param canary the version on trial, if there is one now
 * @param shadow the version that computes beside the live one, if there is one
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

    /**
     * A version that may be loaded.
     *
     * @param version such as {@code 17}
     * @param promotion number of the promotion that names it, or 0
     */
    public record VersionCandidate(String version, long promotion) {

        /** The version that a promotion names. */
        public static VersionCandidate of(Promotion promotion) {
            return new VersionCandidate(promotion.version(), promotion.number());
        }
    }
}
