package io.resforge.registry.promotion;

import java.time.Instant;

/**
 * An entry of a model's promotions log, {@code models/<model>/promotions/00000017.json}; it never changes, and the highest number
 * is in force.
 *
 * @param model such as {@code cifar10}
 * @param number from 1
 * @param version the version that became the champion
 * @param previousVersion the champion before, or null for the first
 * @param reason why
 * @param promotedBy by whom
 * @param promotedAt when
 */
public record Promotion(
        String model,
        long number,
        String version,
        String previousVersion,
        String reason,
        String promotedBy,
        Instant promotedAt) {}
