package io.resforge.inference.rollout;

import io.resforge.registry.promotion.Promotion;

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
