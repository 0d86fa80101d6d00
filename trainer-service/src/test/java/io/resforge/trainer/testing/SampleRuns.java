package io.resforge.trainer.testing;

import io.resforge.registry.run.RunAttempt;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Values that tests begin with. */
public final class SampleRuns {

    public static final Instant NOW = Instant.parse("2026-11-21T11:34:00Z");
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private SampleRuns() {}

    public static Recipe recipe() {
        return RecipeReader.yaml("{arch: resnet8-v1, precision: fp32}");
    }

    public static RunRequest request(String runId) {
        return new RunRequest(Optional.of(runId), "cifar10", "/data", Optional.empty(), recipe());
    }

    /** A run that was submitted so many seconds after {@link #NOW}. */
    public static RunSpec spec(String runId, int seconds) {
        return request(runId).spec(runId, NOW.plusSeconds(seconds));
    }

    /** The first of three attempts. */
    public static RunAttempt launch(String host, long pid) {
        return RunAttempt.only("process", host, pid, NOW, NOW).as(1, 3, null);
    }

    public static RunStatus status(int epoch, int step, Instant updatedAt) {
        return new RunStatus(
                NOW, updatedAt, new RunStatus.Progress(epoch, 2, step, 10, 1.5, 0.5, 0.9, 2.5, 1000, 20, 0.1));
    }

    public static RunEnd failed(String reason) {
        return new RunEnd(RunEnd.Outcome.FAILED, reason, null, NOW);
    }

    /** Ended with this version of the model {@code digits}, which was not promoted. */
    public static RunEnd succeeded(String version, double accuracy) {
        RunEnd.Result result =
                new RunEnd.Result("digits", version, 1, accuracy, null, null, null, false, "another is better");
        return new RunEnd(RunEnd.Outcome.SUCCEEDED, "done", result, NOW);
    }
}
