package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.client.ResForgeClient;
import io.resforge.v1.Run;
import io.resforge.v1.RunResult;
import io.resforge.v1.RunSpec;
import io.resforge.v1.RunState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run that is followed by a thread of its own. */
final class Follow {

    private final String id;
    private final CompletableFuture<Run> training = new CompletableFuture<>();
    private final CompletableFuture<Run> end = new CompletableFuture<>();

    private Follow(String id) {
        this.id = id;
    }

    /** Submits a run and follows it over the given client. */
    static Follow submitted(ResForgeClient client, RunSpec spec) {
        Follow follow = new Follow(client.runs().submit(spec).getRunId());
        Thread thread = new Thread(() -> follow.follow(client), "follow-" + follow.id);
        thread.setDaemon(true);
        thread.start();
        return follow;
    }

    private void follow(ResForgeClient client) {
        try {
            end.complete(client.runs().watch(id, this::look));
        } catch (RuntimeException failure) {
            end.completeExceptionally(failure);
        }
    }

    private void look(Run run) {
        if (run.getProgress().getEpoch() > 1) {
            training.complete(run);
        }
    }

    /** The run's id. */
    String id() {
        return id;
    }

    /** Waits until the run trains its second epoch. */
    Run awaitTraining() {
        end.whenComplete((run, failure) -> training.completeExceptionally(new IllegalStateException(
                "the run ended before it was seen to train: " + (run == null ? failure : run.getMessage()))));
        return await(training);
    }

    /** Waits for the end of the run, however it ends. */
    Run awaitEnd() {
        return await(end);
    }

    /** Waits for a version of the run. */
    RunResult awaitVersion() {
        Run run = awaitEnd();
        assertThat(run.getState()).as(run.getMessage()).isEqualTo(RunState.RUN_STATE_SUCCEEDED);
        return run.getResult();
    }

    private static Run await(CompletableFuture<Run> future) {
        try {
            return future.get(Until.LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError("the run did not come that far: " + failure, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
