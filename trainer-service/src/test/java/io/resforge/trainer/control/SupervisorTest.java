package io.resforge.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.Runs;
import io.resforge.registry.store.ObjectStore;
import io.resforge.trainer.launcher.Liveness;
import io.resforge.trainer.run.TrainingRun;
import io.resforge.trainer.run.TrainingRuns;
import io.resforge.trainer.testing.FakeLauncher;
import io.resforge.trainer.testing.FlakyStore;
import io.resforge.trainer.testing.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

    private static final Supervisor.Patience PATIENCE =
            new Supervisor.Patience(Duration.ofMillis(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 2);

    @TempDir
    Path folder;

    private final FakeLauncher launcher = new FakeLauncher("here", 1);
    private final AtomicLong nanos = new AtomicLong();
    private FlakyStore store;
    private Runs runs;
    private Supervisor supervisor;

    @BeforeEach
    void openStore() {
        store = new FlakyStore(ObjectStore.openOrCreate(folder.toString()));
        runs = new Runs(store);
        supervisor = supervisor(launcher);
    }

    private Supervisor supervisor(FakeLauncher launcher) {
        return new Supervisor(runs, new TrainingRuns(runs), launcher, PATIENCE, Samples.CLOCK, nanos::get, all -> {});
    }

    @Test
    void launchesTheOldestFirstAndNoMoreThanThereIsRoomFor() {
        runs.submit(Samples.spec("second", 2));
        runs.submit(Samples.spec("first", 1));

        supervisor.pass();
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("first");
        assertThat(runs.launch("first")).contains(Samples.launch("here", 4711));
    }

    @Test
    void launchesTheNextWhenOneHasEnded() {
        runs.submit(Samples.spec("first", 1));
        runs.submit(Samples.spec("second", 2));
        supervisor.pass();

        runs.end("first", Samples.failed("no luck"));
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("first", "second");
    }

    @Test
    void doesNotCountWorkersOfOtherMachines() {
        runs.submit(Samples.spec("theirs", 1));
        runs.claim("theirs", Samples.launch("elsewhere", 1));
        runs.submit(Samples.spec("ours", 2));

        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("ours");
    }

    @Test
    void twoControlPlanesLaunchEachRunOnce() throws Exception {
        // Given
        int count = 60;
        for (int i = 0; i < count; i++) {
            runs.submit(Samples.spec("run-" + i, i));
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

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void doesNotStartARunThatWasCancelledWhileItWaited() {
        runs.submit(Samples.spec("mine", 0));
        runs.end("mine", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW));

        supervisor.pass();

        assertThat(launcher.launched()).isEmpty();
    }

    @Test
    void recordsAWorkerThatCouldNotBeStarted() {
        runs.submit(Samples.spec("mine", 0));
        launcher.failWith("no such program");

        supervisor.pass();

        assertThat(failure("mine")).isEqualTo("the worker could not be started: no such program");
    }

    @Test
    void letsARunGoOnInAnotherWorkerWhenItsOwnDied() {
        runs.submit(Samples.spec("mine", 0));
        supervisor.pass();
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 was killed", true));

        supervisor.pass();
        supervisor.pass();

        assertThat(launcher.launched()).containsExactly("mine", "mine");
        assertThat(runs.end("mine")).isEmpty();
        assertThat(runs.launch("mine"))
                .contains(Samples.launch("here", 4712).as(2, 3, "the worker process 4711 was killed"));
        assertThat(new TrainingRuns(runs).require("mine").message())
                .isEqualTo("the worker loads its data; attempt 2 of 3 after: the worker process 4711 was killed");
    }

    @Test
    void recordsTheDeathOfTheLastWorker() {
        runs.submit(Samples.spec("mine", 0));
        supervisor.pass();
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(runs.end("mine")).isEmpty();
            launcher.setLiveness("mine", new Liveness.Gone("worker %d was killed".formatted(attempt), true));
            supervisor.pass();
        }

        assertThat(failure("mine")).isEqualTo("worker 3 was killed; that was attempt 3 of 3");
        assertThat(launcher.launched()).hasSize(3);
    }

    @Test
    void doesNotTryAgainWhatCannotSucceed() {
        runs.submit(Samples.spec("mine", 0));
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
        runs.submit(Samples.spec("mine", 0));
        runs.claim("mine", Samples.launch("elsewhere", 1));
        List<TrainingRun> seenByBoth = new TrainingRuns(runs).all();
        Retry retry = new Retry(seenByBoth.getFirst(), Samples.launch("elsewhere", 1), "it died");
        // When
        new WaitingRuns(runs, launcher, 3, Samples.CLOCK).launch(List.of(retry), List.of(), seenByBoth);
        new WaitingRuns(runs, other, 3, Samples.CLOCK).launch(List.of(retry), List.of(), seenByBoth);
        // Then
        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(other.launched()).isEmpty();
        assertThat(runs.launch("mine").orElseThrow().host()).isEqualTo("here");
    }

    @Test
    void aRunFromElsewhereWaitsForRoomHere() {
        // Given
        runs.submit(Samples.spec("ours", 0));
        supervisor.pass();
        runs.submit(Samples.spec("theirs", 1));
        runs.claim("theirs", Samples.launch("elsewhere", 1));
        launcher.setLiveness("theirs", new Liveness.Gone("the machine is gone", true));
        // When
        supervisor.pass();
        assertThat(launcher.launched()).containsExactly("ours");
        runs.end("ours", Samples.failed("no luck"));
        supervisor.pass();
        // Then
        assertThat(launcher.launched()).containsExactly("ours", "theirs");
    }

    @Test
    void doesNotLaunchARunAgainThatWasCancelled() {
        runs.submit(Samples.spec("mine", 0));
        supervisor.pass();
        runs.end("mine", new RunEnd(RunEnd.Outcome.CANCELLED, "cancelled", null, Samples.NOW));
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 was stopped", true));

        supervisor.pass();

        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void leavesTheEndToTheWorkerThatRecordedItBeforeItWent() {
        runs.submit(Samples.spec("mine", 0));
        supervisor.pass();
        runs.end("mine", Samples.failed("the loss became NaN"));
        launcher.setLiveness("mine", new Liveness.Gone("the worker process 4711 ended with exit code 1", true));

        supervisor.pass();

        assertThat(failure("mine")).isEqualTo("the loss became NaN");
    }

    @Test
    void givesUpAWorkerElsewhereThatWasSilentForTooLong() {
        // Given
        runs.submit(Samples.spec("theirs", 0));
        runs.claim("theirs", Samples.launch("elsewhere", 1));
        runs.report("theirs", Samples.status(1, 1, Samples.NOW));
        launcher.setLiveness("theirs", new Liveness.Unseen());
        // When it reports in time, it lives on
        supervisor.pass();
        pass(Duration.ofMinutes(4));
        runs.report("theirs", Samples.status(1, 2, Samples.NOW.plusSeconds(240)));
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
        runs.submit(Samples.spec("mine", 0));
        supervisor.pass();
        runs.report("mine", Samples.status(1, 1, Samples.NOW));
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
        runs.submit(Samples.spec("mine", 0));
        runs.claim("mine", Samples.launch("here", 0));
        launcher.setLiveness("mine", new Liveness.Unseen());

        supervisor.pass();
        assertThat(runs.end("mine")).isEmpty();
        pass(Duration.ofSeconds(31));

        assertThat(launcher.launched()).containsExactly("mine");
        assertThat(runs.launch("mine").orElseThrow().after()).contains("while it was starting the worker");
    }

    @Test
    void doesNotBlameAWorkerForTheStoresSilence() {
        // Given
        runs.submit(Samples.spec("theirs", 0));
        runs.claim("theirs", Samples.launch("elsewhere", 1));
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
        CompletableFuture<TrainingRun> launched = new CompletableFuture<>();
        runs.submit(Samples.spec("mine", 0));
        store.fail(3);
        // When
        try (Supervisor looping = new Supervisor(
                runs, new TrainingRuns(runs), launcher, PATIENCE, Samples.CLOCK, nanos::get, all -> all.stream()
                        .filter(run -> run.launch().isPresent())
                        .forEach(launched::complete))) {
            looping.start();
            // Then
            assertThat(launched.get(30, TimeUnit.SECONDS).id()).isEqualTo("mine");
        }
    }

    private void pass(Duration later) {
        nanos.addAndGet(later.toNanos());
        supervisor.pass();
    }

    private String failure(String runId) {
        RunEnd end = runs.end(runId).orElseThrow();
        assertThat(end.outcome()).isEqualTo(RunEnd.Outcome.FAILED);
        return end.message();
    }
}
