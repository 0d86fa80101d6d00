package io.resforge.registry.run;

import io.resforge.registry.value.FieldChecks;
import io.resforge.registry.value.ObjectNames;
import java.time.Instant;

/**
 * How a run ended: {@code runs/<run>/end.json}, created once, by the first writer: the worker, or the control plane
 * that found it dead or cancels.
 *
 * @param message why, in words; for a failure not blank
 * @param result null unless it succeeded
 */
public record RunEnd(Outcome outcome, String message, Result result, Instant endedAt) {

    /** How a run ends. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    public RunEnd {
        FieldChecks.present("outcome", outcome);
        FieldChecks.present("message", message);
        if (outcome == Outcome.FAILED) {
            FieldChecks.text("the message of a failure", message);
        }
        if ((outcome == Outcome.SUCCEEDED) != (result != null)) {
            throw new IllegalArgumentException("a run has a result if it succeeded, and only then, was " + outcome
                    + (result == null ? " without" : " with") + " one");
        }
        FieldChecks.present("endedAt", endedAt);
    }

    /**
     * The published version; accuracies from 0 to 1; null where there is no test set.
     *
     * @param testLoss mean cross-entropy of a test image
     * @param testFlipAccuracy of the mean of the logits of each image and its mirror image; null if not asked for
     */
    public record Result(
            String model,
            String version,
            int epoch,
            double heldOutAccuracy,
            Double testAccuracy,
            Double testLoss,
            Double testFlipAccuracy,
            boolean promoted,
            String decision) {

        public Result {
            ObjectNames.model(model);
            ObjectNames.version(version);
            FieldChecks.atLeast("epoch", 1, epoch);
            FieldChecks.share("heldOutAccuracy", heldOutAccuracy);
            FieldChecks.shareOrNull("testAccuracy", testAccuracy);
            FieldChecks.notNegativeOrNull("testLoss", testLoss);
            FieldChecks.shareOrNull("testFlipAccuracy", testFlipAccuracy);
            FieldChecks.text("decision", decision);
        }
    }
}
