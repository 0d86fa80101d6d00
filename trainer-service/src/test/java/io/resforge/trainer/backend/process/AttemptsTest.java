package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.DeadWorkers.RunRetry;
import io.resforge.trainer.backend.process.Supervisor.WaitingRuns;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.SampleRuns;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Runs whose worker is gone, or seems to be. */
class AttemptsTest extends SupervisedRuns {

    @Test
    void letsARunGoOnInAnotherWorkerWhenItsOwnDied() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 was killed", true));

        supervisor.pass();
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("mine", "mine");
        assertThat(runs.end("mine")).isEmpty();
        assertThat(runs.launch("mine"))
                .contains(SampleRuns.launch("here", 4712).as(2, 3, "the worker process 4711 was killed"));
        assertThat(new TrainingRuns(runs).require("mine").message())
                .isEqualTo("the worker loads its data; attempt 2 of 3 after: the worker process 4711 was killed");
    }

    @Test
    void recordsTheDeathOfTheLastWorker() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(runs.end("mine")).isEmpty();
            launcher.setLiveness(
                    "mine", new Liveness.Gone(String.format(Locale.ROOT, "worker %d was killed", attempt), true));
            supervisor.pass();
        }

        assertThat(failure("mine")).isEqualTo("worker 3 was killed; that was attempt 3 of 3");
        assertThat(launcher.launched()).hasSize(3);
    }

    @Test
    void goesOnHoweverOftenItsWorkerIsStopped() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        for (int stop = 1; stop <= 20; stop++) {
            launcher.setLiveness("mine", new Liveness.Stopped("worker %d was stopped".formatted(stop)));
            supervisor.pass();
        }

        assertThat(runs.end("mine")).isEmpty();
        assertThat(launcher.launched()).hasSize(21);
    }

    @Test
    void doesNotTryAgainWhatCannotSucceed() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 ended with exit code 2", false));

        supervisor.pass();

        assertThat(failure("mine")).isEqualTo("the worker process 4711 ended with exit code 2");
        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void twoControlPlanesMakeTheNextAttemptOnce() {
        // Given
        FakeLauncher other = new FakeLauncher("there", 1);
        runs.submit(SampleRuns.spec("mine", 0));
        runs.claim("mine", SampleRuns.launch("elsewhere", 1));
        List<TrainingRun> seenByBoth = new TrainingRuns(runs).all();
        RunRetry retry = new RunRetry(seenByBoth.getFirst(), SampleRuns.launch("elsewhere", 1), "it died");
        // When
        new WaitingRuns(runs, launcher, 3).launch(List.of(retry), List.of(), seenByBoth);
        new WaitingRuns(runs, other, 3).launch(List.of(retry), List.of(), seenByBoth);
        // Then
        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(other.launched()).isEmpty();
        assertThat(runs.launch("mine").orElseThrow().host()).isEqualTo("here");
    }

    @Test
    void aRunFromElsewhereWaitsForRoomHere() {
        // Given
        runs.submit(SampleRuns.spec("ours", 0));
        supervisor.pass();
        runs.submit(SampleRuns.spec("theirs", 1));
        runs.claim("theirs", SampleRuns.launch("elsewhere", 1));
        launcher.setLiveness("theirs", new Liveness.Gone("the machine is gone", true));
        // When
        supervisor.pass();
        assertThat(launcher.launched()).containsExactly("ours");
        runs.end("ours", SampleRuns.failed("no luck"));
        supervisor.pass();
        // Then
        assertThat(launcher.launched()).containsExactly("ours", "theirs");
    }

    @Test
    void doesNotLaunchARunAgainThatWasCancelled() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        runs.end("mine", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW));
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 was stopped", true));

        supervisor.pass();

        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void leavesTheEndToTheWorkerThatRecordedItBeforeItWent() {
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        runs.end("mine", SampleRuns.failed("the loss became NaN"));
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 ended with exit code 1", true));

        supervisor.pass();

        assertThat(failure("mine")).isEqualTo("the loss became NaN");
    }

    @Test
    void givesUpAWorkerElsewhereThatWasSilentForTooLong() {
        // Given
        runs.submit(SampleRuns.spec("theirs", 0));
        runs.claim("theirs", SampleRuns.launch("elsewhere", 1));
        runs.report("theirs", SampleRuns.status(1, 1, SampleRuns.NOW));
        launcher.setLiveness("theirs", new Liveness.Unseen());
        // When it reports in time, it lives on
        supervisor.pass();
        pass(Duration.ofMinutes(4));
        runs.report("theirs", SampleRuns.status(1, 2, SampleRuns.NOW.plusSeconds(240)));
        pass(Duration.ofMinutes(4));
        assertThat(runs.end("theirs")).isEmpty();
        pass(Duration.ofMinutes(4));
        assertThat(runs.end("theirs")).isEmpty();
        // Then after a silence it goes on here
        pass(Duration.ofMinutes(2));
        assertThat(launcher.launched()).containsExactly("theirs");
        assertThat(runs.launch("theirs").orElseThrow().after())
                .isEqualTo("nothing was heard of the worker on elsewhere for 300 s");
        // And the last report of the first worker does not count against the second
        pass(Duration.ofMinutes(4));
        assertThat(launcher.stopped()).isEmpty();
    }

    @Test
    void killsAWorkerThatLivesButHangs() {
        // Given
        runs.submit(SampleRuns.spec("mine", 0));
        supervisor.pass();
        runs.report("mine", SampleRuns.status(1, 1, SampleRuns.NOW));
        supervisor.pass();
        // When it is silent for a while, it may go on
        pass(Duration.ofMinutes(4));
        assertThat(runs.end("mine")).isEmpty();
        // Then it may not
        pass(Duration.ofMinutes(1));
        assertThat(launcher.stopped()).containsExactly("mine");
        assertThat(runs.launch("mine").orElseThrow().after())
                .isEqualTo("the worker process 4711 lived, but nothing was heard of it for 300 s; it was killed");
    }

    @Test
    void givesUpALaunchWhoseControlPlaneDiedOnTheWay() {
        runs.submit(SampleRuns.spec("mine", 0));
        runs.claim("mine", SampleRuns.launch("here", 0));
        launcher.setLiveness("mine", new Liveness.Unseen());

        supervisor.pass();
        assertThat(runs.end("mine")).isEmpty();
        pass(Duration.ofSeconds(31));

        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(runs.launch("mine").orElseThrow().after()).contains("while it was starting the worker");
    }
}
