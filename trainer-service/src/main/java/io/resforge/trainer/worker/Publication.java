package io.resforge.trainer.worker;

import dev.failsafe.FailsafeExecutor;
import io.resforge.network.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.InvalidCheckpoint;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.Promotions.Decision;
import io.resforge.registry.run.RunEnd;
import java.util.List;
import java.util.Optional;

/** Publishes what was trained, and lets the promotion rule decide. */
final class Publication {

    private static final String PROMOTED_BY = "trainer";

    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final FailsafeExecutor<Object> retries;

    Publication(Checkpoints checkpoints, Promotions promotions, FailsafeExecutor<Object> retries) {
        this.checkpoints = checkpoints;
        this.promotions = promotions;
        this.retries = retries;
    }

    RunEnd.Result publish(Trained trained) {
        Manifest draft = trained.draft();
        Weights weights = trained.result().weights();
        Manifest published = retries.get(attempt -> attempt.isRetry()
                ? publishedBefore(draft).orElseGet(() -> checkpoints.publish(draft, weights))
                : checkpoints.publish(draft, weights));
        Decision decision = retries.get(() -> decide(published));
        return new RunEnd.Result(
                published.model(),
                published.version(),
                published.epoch(),
                published.heldOutAccuracy(),
                published.testAccuracy(),
                decision.promotion() != null,
                decision.reason());
    }

    /** An attempt may have succeeded although the store said otherwise: a run must not publish twice. */
    private Optional<Manifest> publishedBefore(Manifest draft) {
        List<String> versions = checkpoints.versions(draft.model());
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        try {
            return checkpoints.manifest(draft.model(), versions.getLast()).filter(newest -> newest.runId()
                    .equals(draft.runId()));
        } catch (InvalidCheckpoint e) {
            // Not ours: a manifest is written whole or not at all.
            return Optional.empty();
        }
    }

    private Decision decide(Manifest published) {
        try {
            return promotions.promoteIfBetter(published.model(), published.version(), PROMOTED_BY);
        } catch (DamagedObject e) {
            // The version is there and may be promoted by hand, which is also what mends the log.
            return new Decision(null, "it cannot be compared: " + e.getMessage());
        }
    }
}
