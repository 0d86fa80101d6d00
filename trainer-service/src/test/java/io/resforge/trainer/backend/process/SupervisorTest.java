package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.backend.TrainingRuns;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.SampleRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a control plane launches, and when. */
class SupervisorTest extends SupervisedRuns {

    @Test
    void launchesTheOldestFirstAndNoMoreThanThereIsRoomFor() {
        runs.submit(SampleRuns.spec("second", 2));
        runs.submit(SampleRuns.spec("first", 1));

        supervisor.pass();
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("first");
        assertThat(runs.launch("first")).contains(SampleRuns.launch("here", 4711));
    }

    @Test
    void launchesTheNextWhenOneHasEnded() {
        runs.submit(SampleRuns.spec("first", 1));
        runs.submit(SampleRuns.spec("second", 2));
        supervisor.pass();

        runs.end("first", SampleRuns.failed("no luck"));
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("first", "second");
    }

    @Test
    void doesNotCountWorkersOfOtherMachines() {
        runs.submit(SampleRuns.spec("theirs", 1));
        runs.claim("theirs", SampleRuns.launch("elsewhere", 1));
        runs.submit(SampleRuns.spec("ours", 2));

        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("ours");
    }

    @Test
    void twoControlPlanesLaunchEachRunOnce() throws Exception {
        // Given
        int count = 60;
        for (int i = 0; i < count; i++) {
            runs.submit(SampleRuns.spec("run-" + i, i));
        }
        FakeLauncher one = new FakeLauncher("one", count);
        FakeLauncher two = new FakeLauncher("two", count);
        CyclicBarrier both = new CyclicBarrier(2);
        // When
        List<CompletableFuture<Void>> passes = List.of(one, two).stream()
                .map(this::supervisor)
                .map(it -> CompletableFuture.runAsync(
                        () -> {
                            await(both);
                            it.pass();
                        },
                        task -> Thread.ofPlatform().start(task)))
                .toList();
        for (CompletableFuture<Void> pass : passes) {
            pass.get(30, TimeUnit.SECONDS);
        }
        // Then
        List<String> launched = new ArrayList<>(one.launched());
        launched.addAll(two.launched());
        assertThat(launched).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void doesNotStartARunThatWasCancelledWhileItWaited() {
        runs.submit(SampleRuns.spec("mine", 0));
        runs.end("mine", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, SampleRuns.NOW));

        supervisor.pass();

        assertThat(launcher.launched()).isEmpty();
    }

    @Test
    void startsAWorkerAgainThatCouldNotBeStarted() {
        runs.submit(SampleRuns.spec("mine", 0));
        launcher.failWith("Resource temporarily unavailable");
        supervisor.pass();
        launcher.failWith(null);

        supervisor.pass();
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(runs.launch("mine").orElseThrow().after())
                .isEqualTo("the worker could not be started: Resource temporarily unavailable");
    }

    @Test
    void recordsAWorkerThatCouldNotBeStartedInAnyAttempt() {
        runs.submit(SampleRuns.spec("mine", 0));
        launcher.failWith("no such program");

        for (int attempt = 1; attempt <= 3; attempt++) {
            supervisor.pass();
            assertThat(runs.end("mine")).isEmpty();
        }
        supervisor.pass();

        assertThat(failure("mine"))
                .isEqualTo("the worker could not be started: no such program; that was attempt 3 of 3");
    }

    @Test
    void keepsRunsWaitingAsLongAsNoWorkerCanBeStarted() {
        // Given
        runs.submit(SampleRuns.spec("mine", 0));
        launcher.obstruct("cannot write the logs of workers: No space left on device");
        // When
        for (int look = 1; look <= 20; look++) {
            supervisor.pass();
        }
        // Then
        assertThat(new TrainingRuns(runs).require("mine").state()).isEqualTo(RunState.QUEUED);
        assertThat(runs.launch("mine")).isEmpty();
        // And once there is room
        launcher.obstruct(null);
        supervisor.pass();
        assertThat(runs.launch("mine")).contains(SampleRuns.launch("here", 4711));
    }

    @Test
    void doesNotBlameAWorkerForTheStoresSilence() {
        // Given
        runs.submit(SampleRuns.spec("theirs", 0));
        runs.claim("theirs", SampleRuns.launch("elsewhere", 1));
        launcher.setLiveness("theirs", new Liveness.Unseen());
        supervisor.pass();
        // When
        store.failOn();
        pass(Duration.ofMinutes(10));
        store.recover();
        supervisor.pass();
        // Then
        assertThat(runs.end("theirs")).isEmpty();
    }

    @Test
    void goesOnAfterTheStoreWasDown() throws Exception {
        // Given
        CompletableFuture<RunView> launched = new CompletableFuture<>();
        runs.submit(SampleRuns.spec("mine", 0));
        store.fail(3);
        // When
        try (Supervisor looping = new Supervisor(
                runs, new TrainingRuns(runs), launcher, TIMEOUT, SampleRuns.CLOCK, nanos::get, all -> all.stream()
                        .filter(run -> run.state() != RunState.QUEUED)
                        .forEach(launched::complete))) {
            looping.start();
            // Then
            assertThat(launched.get(30, TimeUnit.SECONDS).id()).isEqualTo("mine");
        }
    }
}
