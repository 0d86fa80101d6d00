package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.RunRefused.RunStillLives;
import io.resforge.trainer.backend.RunRefused.UnsupportedOperation;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.contract.SweepRequest;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunService;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.recipe.sweep.NamedSweeps;
import io.resforge.training.recipe.sweep.SweepReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done with runs over processes of one machine, with the supervisor that starts and stops them. */
class ProcessBackendTest extends SupervisedRuns {

    private RunService control;

    @BeforeEach
    void submit() {
        control = new RunService(
                runs,
                new Checkpoints(store, SampleRuns.CLOCK),
                new ProcessBackend(runs, new TrainingRuns(runs), launcher, () -> {}),
                SampleRuns.CLOCK,
                new Random(7));
        runs.submit(SampleRuns.spec("mine", 0));
    }

    private void workerIsGone() {
        launcher.setLiveness("mine", new Liveness.Gone("the worker process was stopped", true));
    }

    @Test
    void stopsTheWorkerAndStartsNoOtherUntilTheRunIsResumed() {
        // Given
        pass(Duration.ZERO);
        // When
        RunView suspended = control.suspend("mine");
        workerIsGone();
        pass(Duration.ZERO);
        // Then
        assertThat(suspended.state()).isEqualTo(RunState.SUSPENDED);
        assertThat(launcher.stopped()).containsExactly("mine");
        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(control.suspend("mine").state()).as("the same again").isEqualTo(RunState.SUSPENDED);
    }

    @Test
    void goesOnWithoutTakingTheSuspensionForAnAttempt() {
        for (int i = 0; i < 5; i++) { // more often than a run may lose its worker
            pass(Duration.ZERO);
            control.suspend("mine");
            workerIsGone();
            control.resume("mine");
        }

        pass(Duration.ZERO);

        assertThat(control.run("mine").state()).isEqualTo(RunState.STARTING);
        RunAttempt launch = runs.launch("mine").orElseThrow();
        assertThat(launch.attempt()).isEqualTo(6);
        assertThat(launch.attempts() - launch.attempt())
                .as("attempts that are left")
                .isEqualTo(TIMEOUT.retries());
        assertThat(launch.after()).isEqualTo("it was suspended");
    }

    @Test
    void holdsARunThatWaits() {
        control.suspend("mine");

        pass(Duration.ZERO);

        assertThat(launcher.launched()).isEmpty();
    }

    @Test
    void carriesARequestOutOnceEvenIfSomebodyElseCameBetween() {
        // Given
        control.once("mine", Optional.of("a-1"), () -> control.suspend("mine"));
        control.once("mine", Optional.of("b-1"), () -> control.resume("mine"));
        // When
        RunView again = control.once("mine", Optional.of("a-1"), () -> control.suspend("mine"));
        // Then
        assertThat(again.state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void deletesOnlyWhatHasEnded() {
        assertThatExceptionOfType(RunStillLives.class)
                .isThrownBy(() -> control.delete("mine", false))
                .withMessage("run 'mine' has not ended, it is QUEUED; cancel it first, or delete it by force");

        control.cancel("mine", "");
        control.delete("mine", false);

        assertThat(runs.ids()).isEmpty();
        assertThat(runs.submit(SampleRuns.spec("mine", 1))).as("the id is free").isTrue();
        assertThat(control.run("mine").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void saysWhyARunWaits() {
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control.run("mine").message())
                .isEqualTo("waits for its turn; cannot write the logs of workers to /logs: No space left on device");
    }

    @Test
    void saysNothingOfItWhereARunHasEnded() {
        runs.end("mine", SampleRuns.failed("no luck"));
        launcher.obstruct("cannot write the logs of workers to /logs: No space left on device");

        assertThat(control.run("mine").message()).isEqualTo("no luck");
    }

    @Test
    void listsTheNewestFirstPageByPageAndPassesOverADamagedRun() {
        for (int i = 1; i <= 4; i++) {
            runs.submit(SampleRuns.spec("run-" + i, i));
        }
        store.put("runs/run-2/spec.json", "{".getBytes(StandardCharsets.UTF_8));
        runs.end("run-3", SampleRuns.failed("no luck"));

        RunPage first = control.list(RunFilter.ALL, Optional.empty(), 2);
        RunPage second = control.list(RunFilter.ALL, first.next(), 2);
        RunFilter waiting = new RunFilter(Set.of(RunState.QUEUED), Optional.empty(), LabelSelector.ALL);

        assertThat(first.runs()).extracting(RunView::id).containsExactly("run-4", "run-3");
        assertThat(second.runs()).extracting(RunView::id).containsExactly("run-1", "mine");
        assertThat(second.next()).isEmpty();
        assertThat(control.list(waiting, Optional.empty(), 10).runs())
                .extracting(RunView::id)
                .containsExactly("run-4", "run-1", "mine");
    }

    @Test
    void deletesByForceWhatHasNotEndedAndMayBeAskedAgain() {
        pass(Duration.ZERO);

        assertThat(control.delete("mine", true)).isTrue();

        assertThat(launcher.stopped()).contains("mine");
        assertThat(launcher.forgotten()).contains("mine");
        assertThat(runs.ids()).isEmpty();
        assertThat(control.delete("mine", true)).as("there is none any more").isFalse();
    }

    @Test
    void refusesASweepSinceItsMembersAreRunsOfTheirOwnHere() {
        SweepRequest sweep = new SweepRequest(
                Optional.of("study"),
                new SweepRequest.Source.Named("keras-study"),
                List.of(),
                SweepReader.yaml(NamedSweeps.text("keras-study").orElseThrow(), List.of()),
                "digits",
                "sample",
                1,
                Map.of());

        assertThatExceptionOfType(UnsupportedOperation.class)
                .isThrownBy(() -> control.submit(sweep))
                .withMessageContaining("submit its members one by one");
        assertThat(runs.ids()).containsExactly("mine");
    }
}
