package io.resforge.report.run;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the run came to.
 *
 * @param bestEpoch epoch whose weights were kept, at least 1
 * @param heldOut score of that epoch on the held-out images
 * @param test score of that epoch on the test images; empty where there are none
 * @param flipAveraged test accuracy when the outputs for an image and its mirror image are averaged; empty where it was
 *     not asked for
 */
public record RunScores(
        int bestEpoch, ReportedScore heldOut, Optional<ReportedScore> test, OptionalDouble flipAveraged) {

    public RunScores {
        Require.atLeast("best epoch", 1, bestEpoch);
        Require.share("flip-averaged accuracy", flipAveraged);
    }
}
