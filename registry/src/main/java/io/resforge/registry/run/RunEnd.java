package io.resforge.registry.run;

import java.time.Instant;

/**
 * How a run ended: {@code runs/<run>/end.json}, created once. Whoever writes it first decides: the worker that finished, or the
 * control plane that found the worker dead or was asked to cancel.
 *
 * @param outcome how it ended
 * @param message why, in words
 * @param result what came of it, or null unless it succeeded
 * @param endedAt when
 */
public record RunEnd(Outcome outcome, String message, Result result, Instant endedAt) {

    /** How a run ends. */
    public enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** The published version; accuracies from 0 to 1, the test accuracy null where there is no test set. */
    public record Result(
            String model,
            String version,
            int epoch,
            double heldOutAccuracy,
            Double testAccuracy,
            boolean promoted,
            String decision) {}
}
