package io.resforge.trainer.worker;

import dev.failsafe.FailsafeExecutor;
import io.resforge.neuralnet.layout.Weights;
import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.json.DamagedObject;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.promotion.Promotions.Decision;
import io.resforge.registry.run.RunEnd;
import io.resforge.training.loop.Evaluation;
import io.resforge.training.loop.TrainingResult;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

    /**
     * Publishes a version; it is not served yet.
     *
     * @param wanted asked in the last moment
     * @return empty if it was not wanted any more
     */
    Optional<Manifest> publish(TrainedModel trained, BooleanSupplier wanted) {
        Manifest draft = trained.draft();
        Weights weights = trained.result().weights();
        Instant submitted = trained.spec().submittedAt();
        // An attempt may have succeeded although the store said otherwise, or a worker before this one may have died
        // behind it, and a
        // run must not publish twice.
        return retries.get(() -> checkpoints
                .publishedBy(draft.runId(), draft.model(), submitted)
                .or(() -> checkpoints.publishIf(wanted, draft, weights)));
    }

    /** Lets the rule decide whether a published version becomes the champion. */
    RunEnd.Result promote(Manifest published, TrainedModel run) {
        Decision decision = retries.get(() -> decide(published, run));
        TrainingResult trained = run.result();
        return new RunEnd.Result(
                published.model(),
                published.version(),
                published.epoch(),
                published.heldOutAccuracy(),
                published.testAccuracy(),
                trained.test().map(Evaluation::loss).orElse(null),
                trained.testFlips().map(Evaluation::accuracy).orElse(null),
                decision.promotion() != null,
                decision.reason());
    }

    private Decision decide(Manifest published, TrainedModel run) {
        try {
            return promotions.promoteIfBetter(
                    published.model(), published.version(), PROMOTED_BY, run::heldOutAccuracy);
        } catch (DamagedObject e) {
            // The version is there and may be promoted by hand, which is also what mends the log.
            return new Decision(null, "it cannot be compared: " + e.getMessage());
        }
    }
}
