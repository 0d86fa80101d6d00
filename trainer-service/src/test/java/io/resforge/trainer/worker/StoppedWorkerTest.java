package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.process.ExitCode;
import io.resforge.trainer.testing.Samples;
import io.resforge.trainer.worker.order.Order;
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
        ExitCode ended = worker(Duration.ofHours(1)).work(Order.stored("halves"));
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
        ExitCode code = worker(Duration.ofHours(1)).work(Order.stored("halves"));
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
        ExitCode code = worker(Duration.ofHours(1)).work(Order.stored("second"));
        // Then
        assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(end("second").message()).contains("cannot go on from its snapshot", "another recipe");
    }

    @Test
    void publishesNothingOfACancelledRun() throws Exception {
        RunEnd cancelled = new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW);
        submit("first", dataset, null, recipe(LONG, 0.02));

        whileTraining("first", () -> runs.end("first", cancelled));

        assertThat(end("first")).isEqualTo(cancelled);
        assertThat(snapshots("first").steps()).isEmpty();
        assertThat(checkpoints.models()).isEmpty();
    }

    @Test
    void promotesNothingOfARunThatWasCancelledWhileItPublished() {
        // Given
        submit("first", dataset, null, recipe(1, 0.02));
        store.loseAnswerToNextManifest();
        store.afterLostAnswer(
                () -> runs.end("first", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW)));
        // When
        ExitCode code = work("first");
        // Then
        assertThat(code).isEqualTo(ExitCode.FUTILE);
        assertThat(checkpoints.versions("colours")).containsExactly("1");
        assertThat(new Promotions(store, Clock.systemUTC()).champion("colours")).isEmpty();
    }
}
