package io.resforge.trainer.backend.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunAttempt;
import io.resforge.trainer.backend.TrainingRuns.TrainingRun;
import io.resforge.trainer.backend.process.WorkerLauncher.Liveness;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.testing.SampleRuns;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: shells in place of workers. */
@DisabledOnOs(OS.WINDOWS)
class ProcessLauncherTest {

    private static final TrainingRun RUN = TrainingRun.submitted(SampleRuns.spec("mine", 0));
    private static final String FOREVER = "while true; do sleep 0.1; done";

    @TempDir
    Path logs;

    private final Semaphore ended = new Semaphore(0);
    private Optional<RunAttempt> launched = Optional.empty();

    private ProcessLauncher launcher(String script) {
        WorkerCommand command = new WorkerCommand(
                program("sh", "-c", script), "/store", 1, "auto", Duration.ofMinutes(5), Duration.ofMillis(300));
        return new ProcessLauncher(1, command, new WorkerLogs(logs), "here", SampleRuns.CLOCK, ended::release);
    }

    private RunAttempt launch(ProcessLauncher launcher) throws IOException {
        RunAttempt launch = launcher.launch(RUN, launcher.claim());
        launched = Optional.of(launch);
        return launch;
    }

    @AfterEach
    void leaveNoProcess() {
        launched.flatMap(launch -> ProcessHandle.of(launch.pid())).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(ended.tryAcquire(30, TimeUnit.SECONDS))
                .as("the worker ended")
                .isTrue();
    }

    @Test
    void startsAWorkerThatLives() throws Exception {
        ProcessLauncher launcher = launcher(FOREVER);

        RunAttempt launch = launch(launcher);

        assertThat(launcher.liveness("mine", launch)).isInstanceOf(Liveness.Alive.class);
        assertThat(launch.host()).isEqualTo("here");
        assertThat(launch.processStart()).isNotNull();
    }

    @Test
    void saysWhatIsInTheWayOfItsWorkersLogsAndLeavesNothingOfHavingTried() throws Exception {
        ProcessLauncher launcher = launcher(FOREVER);
        assertThat(launcher.obstacle()).isEmpty();
        assertThat(logs).isEmptyDirectory();

        Files.delete(logs);
        Files.createFile(logs);
        assertThat(launcher.obstacle()).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("cannot write the logs of workers to " + logs + ": "));

        Files.delete(logs);
        assertThat(launcher.obstacle()).isEmpty();
    }

    @Test
    void tellsThatAWorkerWasKilled() throws Exception {
        ProcessLauncher launcher = launcher(FOREVER);
        RunAttempt launch = launch(launcher);

        ProcessHandle.of(launch.pid()).orElseThrow().destroyForcibly();
        awaitEnd();

        assertThat(reason(launcher, launch))
                .isEqualTo("the worker process " + launch.pid()
                        + " was killed (exit code 137): by a user, or because memory ran out");
    }

    @Test
    void tellsTheLastErrorOfAWorkerThatEndedByItself() throws Exception {
        ProcessLauncher launcher = launcher("echo reading; echo 'java.lang.Error: boom'; echo '  at x.y.Z'; exit 4");

        RunAttempt launch = launch(launcher);
        awaitEnd();

        assertThat(reason(launcher, launch))
                .isEqualTo("the worker process " + launch.pid()
                        + " ended with exit code 4 and without a result; its log says: java.lang.Error: boom");
    }

    @Test
    void aWorkerThatWasStoppedMayGoOnAndOneThatRefusedTheRunMayNot() throws Exception {
        ProcessLauncher stopping = launcher("exit 75");
        RunAttempt stopped = launch(stopping);
        awaitEnd();
        ProcessLauncher refusing = launcher("exit 2");
        RunAttempt refused = launch(refusing);
        awaitEnd();

        assertThat(stopping.liveness("mine", stopped))
                .isEqualTo(new Liveness.Stopped(
                        "the worker process " + stopped.pid() + " was stopped, and can go on (exit code 75)"));
        assertThat(refusing.liveness("mine", refused))
                .isInstanceOfSatisfying(
                        Liveness.Gone.class, gone -> assertThat(gone.again()).isFalse());
    }

    @Test
    void doesNotTakeAnEarlierChildForTheWorkerThatAnotherControlPlaneStarted() throws Exception {
        ProcessLauncher launcher = launcher("exit 3");
        launch(launcher);
        awaitEnd();

        RunAttempt theirs = launch(launcher(FOREVER)).as(2, 4, "the first ended");

        assertThat(launcher.liveness("mine", theirs)).isInstanceOf(Liveness.Alive.class);
    }

    @Test
    void forgetsWhatAnEarlierRunOfTheSameIdPrinted() throws Exception {
        ProcessLauncher launcher = launcher("echo the first one");
        launch(launcher);
        awaitEnd();
        assertThat(logs.resolve("mine.log")).content().contains("the first one");

        launcher.forgetLog("mine");
        launcher.forgetLog("never-there");

        assertThat(logs.resolve("mine.log")).doesNotExist();
    }

    @Test
    void tellsTheWorkerHowToWork() {
        WorkerCommand command = new WorkerCommand(
                program("java"), "/store", 3, "cuda:1", Duration.ofSeconds(90), Duration.ofSeconds(40));

        assertThat(command.of("mine"))
                .containsExactly(
                        "java",
                        "train",
                        "--run",
                        "mine",
                        "--store",
                        "/store",
                        "--threads",
                        "3",
                        "--device",
                        "cuda:1",
                        "--snapshot-every",
                        "PT1M30S",
                        "--grace",
                        "PT40S",
                        "--detached");
    }

    @Test
    void findsAWorkerAgainAfterARestart() throws Exception {
        RunAttempt launch = launch(launcher(FOREVER));
        ProcessLauncher restarted = launcher(FOREVER);

        assertThat(restarted.liveness("mine", launch)).isInstanceOf(Liveness.Alive.class);

        ProcessHandle.of(launch.pid()).orElseThrow().destroyForcibly();
        awaitEnd();
        assertThat(reason(restarted, launch))
                .isEqualTo("the worker process " + launch.pid() + " is gone: killed, or the machine restarted");
    }

    @Test
    void isNotFooledByAnotherProcessWithTheSameId() {
        long pid = ProcessHandle.current().pid();
        RunAttempt before =
                RunAttempt.only("process", "here", pid, Instant.parse("2020-01-01T00:00:00Z"), SampleRuns.NOW);

        assertThat(launcher(FOREVER).liveness("mine", before)).isInstanceOf(Liveness.Gone.class);
    }

    @Test
    void findsAWorkerAgainAlthoughTheClockWasSet() throws Exception {
        RunAttempt launch = launch(launcher(FOREVER));
        RunAttempt shifted =
                launch.withProcess(launch.pid(), launch.processStart().minusSeconds(3600));

        assertThat(launcher(FOREVER).liveness("mine", shifted)).isInstanceOf(Liveness.Alive.class);
    }

    @Test
    void saysNothingOfWorkersThatItCannotSee() {
        ProcessLauncher launcher = launcher(FOREVER);

        assertThat(launcher.liveness("mine", SampleRuns.launch("elsewhere", 1))).isInstanceOf(Liveness.Unseen.class);
        assertThat(launcher.liveness("mine", SampleRuns.launch("here", 0))).isInstanceOf(Liveness.Unseen.class);
    }

    @Test
    void stopsAWorkerGently() throws Exception {
        // Given
        ProcessLauncher launcher = launcher("trap 'echo bye; exit 0' TERM; echo ready; " + FOREVER);
        RunAttempt launch = launch(launcher);
        awaitLine("ready");
        // When
        launcher.stop("mine", launch);
        // Then
        awaitEnd();
        assertThat(logs.resolve("mine.log")).content().contains("bye");
    }

    @Test
    void killsAWorkerThatDoesNotStop() throws Exception {
        // Given
        ProcessLauncher launcher = launcher("trap '' TERM; echo ready; " + FOREVER);
        RunAttempt launch = launch(launcher);
        awaitLine("ready");
        // When
        launcher.stop("mine", launch);
        // Then
        awaitEnd();
        assertThat(reason(launcher, launch)).contains("exit code 137");
    }

    @Test
    void stopsAWorkerThatAnotherControlPlaneStartedHere() throws Exception {
        RunAttempt launch = launch(launcher(FOREVER));

        launcher(FOREVER).stop("mine", launch);

        awaitEnd();
    }

    @Test
    void objectsToADataSetThatIsNotOnThisMachine() {
        assertThat(objections("/no/such/folder"))
                .containsExactly(new Violation("spec.dataset", "there is no folder '/no/such/folder' on this machine"));
        assertThat(objections("data")).singleElement().satisfies(it -> assertThat(it.description())
                .contains("must be an absolute path"));
    }

    @Test
    void objectsToADataSetThatIsDamagedOrDoesNotFit() throws Exception {
        assertThat(objections(logs.toString())).singleElement().satisfies(it -> assertThat(it.description())
                .contains("holds no data set; allowed is a folder with"));

        for (String image : List.of("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png")) {
            Path file = logs.resolve(image);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        // What is in them takes the worker to find out.
        assertThat(objections(logs.toString())).isEmpty();
        assertThat(objections(logs.toString(), RecipeReader.yaml("augment: [{kind: pad_crop, padding: 32}]")))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.field()).isEqualTo("spec.recipe");
                    assertThat(it.description()).contains("padding must be at most 31");
                });
    }

    private static WorkerCommand.Program program(String... line) {
        return new WorkerCommand.Program(List.of(line), Map.of());
    }

    private List<Violation> objections(String dataset) {
        return objections(dataset, SampleRuns.recipe());
    }

    private List<Violation> objections(String dataset, Recipe recipe) {
        return launcher(FOREVER)
                .objections(new RunRequest(Optional.empty(), "cifar10", dataset, Optional.empty(), recipe));
    }

    private static String reason(ProcessLauncher launcher, RunAttempt launch) {
        Liveness liveness = launcher.liveness("mine", launch);
        assertThat(liveness).isInstanceOf(Liveness.Gone.class);
        return ((Liveness.Gone) liveness).reason();
    }

    /** A signal must not come before the shell has said what it does with it. */
    private void awaitLine(String line) throws IOException {
        Path log = logs.resolve("mine.log");
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Files.readString(log).contains(line)) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
