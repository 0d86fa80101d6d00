package io.resforge.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.launcher.Liveness;
import io.resforge.trainer.run.RunState;
import io.resforge.trainer.run.RunView;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.testing.SampleRuns;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunSuspenderTest extends SupervisedRuns {

    private LocalControlPlane control;

    @BeforeEach
    void submit() {
        TrainingRuns reader = new TrainingRuns(runs);
        Cancellation cancellation = new Cancellation(runs, reader, launcher, SampleRuns.CLOCK);
        control = new LocalControlPlane(runs, reader, launcher, null, cancellation, () -> {});
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
                .isEqualTo(PATIENCE.retries());
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
        IdempotentRequests requests = new IdempotentRequests(runs, control);
        requests.once("mine", Optional.of("a-1"), () -> control.suspend("mine"));
        requests.once("mine", Optional.of("b-1"), () -> control.resume("mine"));
        // When
        RunView again = requests.once("mine", Optional.of("a-1"), () -> control.suspend("mine"));
        // Then
        assertThat(again.state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void deletesOnlyWhatHasEnded() {
        assertThatExceptionOfType(RunStillLives.class)
                .isThrownBy(() -> control.delete("mine"))
                .withMessage("run 'mine' has not ended, it is QUEUED; cancel it first, or delete it by force");

        control.cancel("mine", "");
        control.delete("mine");

        assertThat(runs.ids()).isEmpty();
        assertThat(runs.submit(SampleRuns.spec("mine", 1))).as("the id is free").isTrue();
        assertThat(control.run("mine").state()).isEqualTo(RunState.QUEUED);
    }
}
