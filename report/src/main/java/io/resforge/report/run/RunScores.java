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

    /**
     * How well a network did on a set of images.
     *
     * @param loss mean cross-entropy an image, at least 0
     * @param accuracy share of images classified correctly, from 0 to 1
     */
    public record ReportedScore(double loss, double accuracy) {

        public ReportedScore {
            Require.notNegative("loss", loss);
            Require.share("accuracy", accuracy);
        }
    }
}
