package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunSpec;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.recipe.RecipeWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A worker that is stopped, or goes on where another was. */
class StoppedWorkerTest extends WorkerInProcess {

    @Test
    void aRunThatWasStoppedEndsAsOneThatWasNot() throws Exception {
        // Given
        submit("whole", dataset, null, recipe(4, 0.02));
        work("whole");
        submit("halves", dataset, null, recipe(4, 0.02));
        // When
        ExitCode stopped = whileTraining("halves", worker::stop);
        // Then
        assertThat(stopped).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(runs.end("halves")).isEmpty();
        assertThat(snapshots("halves").steps()).hasSize(1);
        // When
        ExitCode ended = worker(Duration.ofHours(1)).work(WorkerRequest.stored("halves"));
        // Then
        assertThat(ended).isEqualTo(ExitCode.OK);
        assertSameTraining("halves", "whole");
        assertThat(snapshots("halves").steps()).isEmpty();
    }

    @Test
    void passesOverADamagedSnapshotForTheOneBefore() throws Exception {
        // Given
        submit("whole", dataset, null, recipe(4, 0.02));
        work("whole");
        submit("halves", dataset, null, recipe(4, 0.02));
        worker = worker(Duration.ofNanos(1));
        whileTraining("halves", worker::stop);
        List<Long> steps = snapshots("halves").steps();
        assertThat(steps).hasSize(2);
        String newest = String.format(Locale.ROOT, "runs/halves/resume/%09d.safetensors", steps.getFirst());
        byte[] content = store.get(newest).orElseThrow();
        content[content.length / 2] ^= 1;
        store.put(newest, content);
        // When
        ExitCode code = worker(Duration.ofHours(1)).work(WorkerRequest.stored("halves"));
        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("the snapshot of step [0-9,]+ is passed over: .* is damaged");
        assertSameTraining("halves", "whole");
    }

    @Test
    void beginsAgainWhereNoSnapshotIsWhole() {
        submit("whole", dataset, null, recipe(1, 0.02));
        work("whole");
        submit("again", dataset, null, recipe(1, 0.02));
        snapshots("again").save(3, new byte[] {1, 2, 3});

        ExitCode code = work("again");

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the snapshot of step 3 is passed over");
        assertSameTraining("again", "whole");
    }

    @Test
    void refusesASnapshotOfAnotherRecipe() throws Exception {
        // Given
        submit("first", dataset, null, recipe(LONG, 0.02));
        whileTraining("first", worker::stop);
        long step = snapshots("first").steps().getFirst();
        submit("second", dataset, null, recipe(LONG, 0.03));
        snapshots("second").save(step, snapshots("first").load(step));
        // When
        ExitCode code = worker(Duration.ofHours(1)).work(WorkerRequest.stored("second"));
        // Then
        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message()).contains("cannot go on from its snapshot", "another recipe");
        assertThat(snapshots("second").steps()).as("what is left of its work").containsExactly(step);
    }

    @Test
    void publishesNothingOfACancelledRun() throws Exception {
        RunEnd cancelled = new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW);
        submit("first", dataset, null, recipe(LONG, 0.02));

        whileTraining("first", () -> runs.end("first", cancelled));

        assertThat(end("first")).isEqualTo(cancelled);
        assertThat(snapshots("first").steps()).isEmpty();
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void stopsForARunThatIsGoneAndLeavesNothingOfIt() throws Exception {
        submit("first", dataset, null, recipe(LONG, 0.02));

        ExitCode code = whileTraining("first", () -> runs.delete("first"));

        assertThat(code).isEqualTo(ExitCode.FUTILE);
        assertThat(store.list("")).isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("stopped: the run was deleted");
    }

    @Test
    void leavesARunThatWasSubmittedAnewToItsOwnWorker() throws Exception {
        submit("first", dataset, null, recipe(LONG, 0.02));
        RunSpec anew = new RunSpec(
                "first",
                "colours",
                dataset.toString(),
                null,
                RecipeWriter.tree(recipe(1, 0.02)),
                SampleRuns.NOW.plusSeconds(60));

        ExitCode code = whileTraining("first", () -> {
            runs.delete("first");
            runs.submit(anew);
        });

        assertThat(code).isEqualTo(ExitCode.FUTILE);
        assertThat(store.list("runs/first/")).containsExactly("runs/first/spec.json");
        assertThat(worker(Duration.ofHours(1)).work(WorkerRequest.stored("first")))
                .isEqualTo(ExitCode.OK);
        assertThat(runs.epochs("first")).hasSize(1);
    }

    @Test
    void promotesNothingOfARunThatWasDeletedWhileItPublished() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        store.loseAnswerToNextManifest();
        store.afterLostAnswer(() -> runs.delete("first"));
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).isEqualTo(ExitCode.FUTILE);
        assertThat(new Promotions(store, Clock.systemUTC()).champion("colours")).isEmpty();
        assertThat(store.list("runs/")).isEmpty();
    }

    @Test
    void promotesNothingOfARunThatWasCancelledWhileItPublished() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        store.loseAnswerToNextManifest();
        store.afterLostAnswer(
                () -> runs.end("first", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW)));
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).isEqualTo(ExitCode.FUTILE);
        assertThat(checkpoints.versions("colours")).containsExactly("1");
        assertThat(new Promotions(store, Clock.systemUTC()).champion("colours")).isEmpty();
    }
}
