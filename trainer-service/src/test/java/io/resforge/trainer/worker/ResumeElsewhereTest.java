package io.resforge.trainer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.registry.run.RunSuspension;
import io.resforge.trainer.contract.ExitCode;
import io.resforge.trainer.worker.StoredSnapshots.SnapshotCodec;
import io.resforge.trainer.worker.claim.RunClaimer.WorkerHost;
import io.resforge.trainer.worker.request.WorkerRequestReader.WorkerRequest;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.training.resume.Snapshot;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A run that comes back on a machine unlike the one that it was stopped on. */
class ResumeElsewhereTest extends WorkerInProcess {

    private static final WorkerHost POD = new WorkerHost.InPod("job-b", Optional.of("2"));

    /** Stops a run, and has its snapshots say that they were taken in other circumstances. */
    private void stopElsewhere(String runId, Recipe recipe, UnaryOperator<Snapshot> there) throws Exception {
        submit(runId, dataset, null, recipe);
        whileTraining(runId, worker::stop);
        for (long step : snapshots(runId).steps()) {
            Snapshot taken = SnapshotCodec.decode(snapshots(runId).load(step));
            snapshots(runId).save(step, SnapshotCodec.encode(there.apply(taken)));
        }
    }

    private static Snapshot onAnotherProcessor(Snapshot snapshot) {
        return snapshot.with("cpu_features", "avx2 sse9");
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private TrainingWorker exactly(WorkerHost place) {
        return Workers.exactly(
                place, store, new WorkerLog(new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.systemUTC()));
    }

    private Map<String, String> software(String runId) {
        return checkpoints
                .manifest("colours", end(runId).result().version())
                .orElseThrow()
                .software();
    }

    @Test
    void goesOnOnAnotherProcessorAndSaysFromWhichStepOnAndWhy() throws Exception {
        stopElsewhere("moved", recipe(4, 0.02), ResumeElsewhereTest::onAnotherProcessor);

        ExitCode code = worker(Duration.ofHours(1)).work(WorkerRequest.stored("moved"));

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed()).contains("to the last bit: from step ", "cpu_features 'avx2 sse9' before");
        assertThat(software("moved").get("changes"))
                .startsWith("from step ")
                .contains("cpu_features 'avx2 sse9' before");
    }

    @Test
    void keepsTheArithmeticThatItHasComeToOnAMachineThatHasAFasterOne() throws Exception {
        Recipe auto = RecipeReader.tree(new RecipeTree(RecipeWriter.tree(recipe(4, 0.02))).with("precision", "auto"));
        stopElsewhere("narrow", auto, snapshot -> snapshot.with("precision", "FP32"));

        ExitCode code = worker(Duration.ofHours(1)).work(WorkerRequest.stored("narrow"));

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(printed()).contains("in fp32");
        assertThat(checkpoints
                        .manifest("colours", end("narrow").result().version())
                        .orElseThrow()
                        .recipe())
                .containsEntry("precision", "fp32");
    }

    @Test
    void saysNothingWhereItGoesOnExactly() throws Exception {
        stopElsewhere("same", recipe(4, 0.02), snapshot -> snapshot);

        assertThat(exactly(new WorkerHost.OnMachine("here")).work(WorkerRequest.stored("same")))
                .isEqualTo(ExitCode.OK);
        assertThat(software("same")).doesNotContainKey("changes");
        assertThat(software("same")).containsKeys("pytorch", "cpu_features", "threads", "device");
    }

    @Test
    void waitsForAPersonOnAMachineIfItMayOnlyGoOnExactly() throws Exception {
        stopElsewhere("exact", recipe(4, 0.02), ResumeElsewhereTest::onAnotherProcessor);

        ExitCode code = exactly(new WorkerHost.OnMachine("here")).work(WorkerRequest.stored("exact"));

        assertThat(code).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(runs.end("exact")).isEmpty();
        assertThat(runs.hold("exact"))
                .hasValueSatisfying(hold -> assertThat(hold.held()).isTrue());
        assertThat(runs.hold("exact").map(RunSuspension::reason).orElseThrow()).contains("avx2 sse9");
        assertThat(snapshots("exact").steps()).isNotEmpty();
    }

    @Test
    void makesRoomForAnotherPodIfItMayOnlyGoOnExactly() throws Exception {
        stopElsewhere("exact", recipe(4, 0.02), ResumeElsewhereTest::onAnotherProcessor);

        ExitCode code = exactly(POD).work(WorkerRequest.stored("exact"));

        assertThat(code).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(printed()).contains("the run waits for a machine that goes on exactly");
        assertThat(runs.end("exact")).isEmpty();
        assertThat(runs.hold("exact")).isEmpty();
        assertThat(snapshots("exact").steps()).isNotEmpty();
    }
}
